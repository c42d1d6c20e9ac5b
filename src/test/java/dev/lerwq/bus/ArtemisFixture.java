package dev.lerwq.bus;

import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.AmqpSettings.Login;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@link AmqpBus} on an {@link EmbeddedBroker}, with a relay between them. */
class ArtemisFixture implements BusFixture {
  private static final String PASSWORD = "s3cret";
  private static final Vertx VERTX = Vertx.vertx();

  private final Path directory;
  private final TcpRelay relay = new TcpRelay(this::brokerPort);
  private final List<Bus> buses = new ArrayList<>();
  private volatile EmbeddedBroker broker;
  private final Bus bus;

  ArtemisFixture(Path directory) {
    this.directory = directory;
    startPeer();
    bus = anotherBus();
  }

  private int brokerPort() {
    return broker.port();
  }

  @Override
  public boolean lacks(Lack lack) {
    return lack == Lack.MISSING_ENTITIES;
  }

  @Override
  public Bus bus() {
    return bus;
  }

  @Override
  public Bus anotherBus() {
    return open(PASSWORD);
  }

  @Override
  public Bus busWithWrongPassword() {
    return open("wrong");
  }

  /** The one that runs now. */
  final EmbeddedBroker broker() {
    return broker;
  }

  private Bus open(String password) {
    AmqpSettings settings =
        AmqpSettings.of(
                "127.0.0.1",
                relay.port(),
                false,
                Optional.of(new Login(EmbeddedBroker.USER, password)))
            .withPublishTimeout(Duration.ofSeconds(4))
            .withMaxAttempts(maxAttempts());
    Bus opened = new AmqpBus(VERTX, settings);
    buses.add(opened);
    return opened;
  }

  @Override
  public String queue() {
    return "github-reflector-debug";
  }

  @Override
  public String otherQueue() {
    return "other";
  }

  @Override
  public String topic() {
    return "work-queue";
  }

  @Override
  public String sessionQueue() {
    return "work-complete";
  }

  @Override
  public String duplicateDetectingQueue() {
    return "once";
  }

  @Override
  public String otherDuplicateDetectingQueue() {
    return "once-more";
  }

  @Override
  public int maxAttempts() {
    return 4;
  }

  @Override
  public Duration lockDuration() {
    return Duration.ZERO;
  }

  @Override
  public long depth(Source source) {
    // Only leases of this bus's own consumers could hide from it, and tests settle those first.
    try {
      return bus.peek(source, 0, 10_000).toCompletableFuture().get(10, TimeUnit.SECONDS).size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void cutConnections() {
    relay.cut();
  }

  @Override
  public void stopPeer() {
    broker.close();
    relay.cut();
  }

  @Override
  public void startPeer() {
    broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, PASSWORD));
  }

  @Override
  public void close() {
    buses.forEach(Bus::close);
    broker.close();
    relay.close();
  }
}
