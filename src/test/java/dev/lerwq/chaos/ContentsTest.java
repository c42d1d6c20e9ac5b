package dev.lerwq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.ArtemisAdmin;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.queues.Waiting;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chaos test would pass whatever is left if this were blind. */
class ContentsTest {
  private static final Destination WORK = Destination.topic("work-queue");
  private static final Destination COMPLETE = Destination.queue("work-complete");
  private static final Source GREEN = Source.subscription("work-queue", "green");

  private final Vertx vertx = Vertx.vertx();
  private EmbeddedBroker broker;
  private Bus bus;
  private BusAdmin admin;

  @BeforeEach
  void start(@TempDir Path directory) {
    broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, "s3cret"));
    AmqpSettings settings =
        AmqpSettings.of(
            "127.0.0.1",
            broker.port(),
            false,
            Optional.of(new AmqpSettings.Login(EmbeddedBroker.USER, "s3cret")));
    bus = new AmqpBus(vertx, settings);
    admin = new ArtemisAdmin(vertx, settings);
  }

  @AfterEach
  void stop() {
    admin.close();
    bus.close();
    broker.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void nothingIsOnABusWhoseMessagesWereTaken() throws InterruptedException {
    publish(WORK, message("job").withSubject("green"));
    publish(COMPLETE, message("done").withSession("github-runner"));
    take(GREEN, Lease::complete);
    take(Source.session("work-complete", "github-runner"), Lease::complete);

    assertThat(Contents.of(admin, bus)).isEmpty();
  }

  @Test
  void whatNobodyTookIsToldQueueByQueue() throws InterruptedException {
    publish(WORK, message("job").withSubject("green"));
    take(GREEN, lease -> lease.deadLetter("why", "because"));
    publish(COMPLETE, message("done").withSession("github-runner one"));
    publish(COMPLETE, message("gone").withSession("github-runner two"));
    take(Source.session("work-complete", "github-runner two"), Lease::complete);

    assertThat(Contents.of(admin, bus))
        .satisfiesExactly(
            queue -> assertThat(queue).contains("work-queue", "green"),
            letter -> assertThat(letter).contains("id=job"),
            queue -> assertThat(queue).contains("work-complete", "github-runner one"),
            message -> assertThat(message).contains("id=done", "session=github-runner one"));
  }

  @Test
  void messageUnderLeaseIsThere() throws InterruptedException {
    publish(WORK, message("job").withSubject("green"));
    try (Consumer consumer = bus.consume(GREEN)) {
      assertThat(Waiting.on(consumer.receive(Duration.ofSeconds(10)))).isPresent();

      assertThat(Contents.of(admin, bus)).singleElement().asString().contains("green");
    }
  }

  private static OutboundMessage message(String id) {
    return OutboundMessage.of(new byte[] {'{', '}'}).withId(id);
  }

  private void publish(Destination destination, OutboundMessage message)
      throws InterruptedException {
    Waiting.on(bus.publish(destination, message));
  }

  private void take(Source source, Function<Lease, CompletionStage<Void>> end)
      throws InterruptedException {
    try (Consumer consumer = bus.consume(source)) {
      Waiting.on(end.apply(Waiting.on(consumer.receive(Duration.ofSeconds(10))).orElseThrow()));
    }
  }
}
