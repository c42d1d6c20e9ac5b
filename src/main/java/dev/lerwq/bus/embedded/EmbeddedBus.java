package dev.lerwq.bus.embedded;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.artemis.Addresses;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The bus as the process sees it that runs the broker: what it publishes goes straight to the
 * journal, and everything else through a client's connection. Closing it stops both.
 */
public final class EmbeddedBus implements Bus {
  /**
   * Larger bodies go through the client, because a record must fit the journal's buffer (490 kB);
   * the broker's listener stores them as files.
   */
  static final int LARGEST_BODY = 256 * 1024;

  private final EmbeddedBroker broker;
  private final Bus client;
  private final JournalPublisher journal;

  /**
   * @param client is connected to {@code broker}; closed with this
   */
  public EmbeddedBus(EmbeddedBroker broker, Bus client) {
    this.broker = broker;
    this.client = client;
    this.journal = new JournalPublisher(broker, client.publishTimeout());
  }

  @Override
  public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
    if (message.body().length > LARGEST_BODY) {
      return client.publish(destination, message);
    }
    try {
      return journal.publish(Addresses.of(destination, message), message);
    } catch (BusException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  @Override
  public Duration publishTimeout() {
    return client.publishTimeout();
  }

  @Override
  public Consumer consume(Source source) {
    return client.consume(source);
  }

  @Override
  public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
    return client.peek(source, afterSequence, max);
  }

  @Override
  public CompletionStage<Void> check(Destination destination) {
    return client.check(destination);
  }

  @Override
  public BusCapabilities capabilities() {
    return client.capabilities();
  }

  @Override
  public void close() {
    client.close();
    broker.close();
  }
}
