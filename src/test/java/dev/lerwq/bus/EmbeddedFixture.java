package dev.lerwq.bus;

import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.bus.embedded.EmbeddedBus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The bus of the process that runs the broker. Tests restart the broker under it. */
final class EmbeddedFixture extends ArtemisFixture {
  private final Bus bus = new OnTheCurrentBroker(super.bus());

  EmbeddedFixture(Path directory) {
    super(directory);
  }

  @Override
  public Bus bus() {
    return bus;
  }

  /** Publishing works at once; the client needs a moment to connect again. */
  @Override
  public void startPeer() {
    super.startPeer();
    if (bus != null) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(
              () -> {
                bus.check(Destination.queue(queue())).toCompletableFuture().join();
                return true;
              });
    }
  }

  private final class OnTheCurrentBroker implements Bus {
    private final Bus client;
    private EmbeddedBroker latest = broker();
    private Bus bus;

    private OnTheCurrentBroker(Bus client) {
      this.client = client;
      this.bus = new EmbeddedBus(latest, client);
    }

    private synchronized Bus current() {
      if (latest != broker()) {
        latest = broker();
        bus = new EmbeddedBus(latest, client);
      }
      return bus;
    }

    @Override
    public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
      return current().publish(destination, message);
    }

    @Override
    public Duration publishTimeout() {
      return current().publishTimeout();
    }

    @Override
    public Consumer consume(Source source) {
      return current().consume(source);
    }

    @Override
    public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
      return current().peek(source, afterSequence, max);
    }

    @Override
    public CompletionStage<Void> check(Destination destination) {
      return current().check(destination);
    }

    @Override
    public BusCapabilities capabilities() {
      return current().capabilities();
    }

    @Override
    public void close() {
      current().close();
    }
  }
}
