package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real broker in this process, and a connection to it. */
final class LocalBus implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final EmbeddedBroker broker;
  private final Bus bus;

  LocalBus(Path directory) {
    broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, "s3cret"));
    bus = new AmqpBus(vertx, settings());
  }

  Vertx vertx() {
    return vertx;
  }

  AmqpSettings settings() {
    return AmqpSettings.parse(url());
  }

  String url() {
    return "amqp://" + EmbeddedBroker.USER + ":s3cret@127.0.0.1:" + broker.port();
  }

  Bus bus() {
    return bus;
  }

  void publish(Destination destination, OutboundMessage message) {
    try {
      Waiting.on(bus.publish(destination, message));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static OutboundMessage text(String body) {
    return OutboundMessage.of(body.getBytes(UTF_8));
  }

  /** Publishes and buries a message. */
  void deadLetter(Destination destination, Source source, OutboundMessage message, String reason) {
    publish(destination, message);
    try (Consumer consumer = bus.consume(source)) {
      Waiting.on(
          Waiting.on(consumer.receive(SOON)).orElseThrow().deadLetter(reason, "because " + reason));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  List<InboundMessage> all(Source source) {
    try {
      return Waiting.on(bus.peek(source, 0, 1000));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  List<String> bodies(Source source) {
    return all(source).stream().map(message -> new String(message.body(), UTF_8)).toList();
  }

  @Override
  public void close() {
    bus.close();
    broker.close();
    vertx.close();
  }
}
