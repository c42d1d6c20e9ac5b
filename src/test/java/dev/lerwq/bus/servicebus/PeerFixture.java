package dev.lerwq.bus.servicebus;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusFixture;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The adapter, and the peer as its broker. */
final class PeerFixture implements BusFixture {
  static final Timings QUICK =
      new Timings(
          Duration.ofSeconds(4),
          Duration.ofMillis(60),
          Duration.ofMillis(500),
          Duration.ofHours(1),
          Duration.ofMillis(50),
          Duration.ofMillis(500));
  static final EntityOptions ENTITY =
      EntityOptions.standard().withLock(Duration.ofSeconds(3)).withMaxDeliveries(4);

  private static final Timings PATIENT =
      new Timings(
          Duration.ofSeconds(30),
          QUICK.arrival(),
          QUICK.sounding(),
          QUICK.recycle(),
          QUICK.firstRetry(),
          QUICK.lastRetry());

  static {
    warmUp();
  }

  private final ServiceBusPeer peer = ServiceBusPeer.start();
  private final List<Bus> buses = new ArrayList<>();
  private final Bus bus;

  PeerFixture() {
    EntityOptions unique = ENTITY.withDuplicateWindow(Duration.ofDays(1));
    peer.queue(queue(), ENTITY).queue(otherQueue(), ENTITY);
    peer.queue(duplicateDetectingQueue(), unique).queue(otherDuplicateDetectingQueue(), unique);
    peer.queue(sessionQueue(), ENTITY.withSessions());
    peer.topic(topic(), Duration.ZERO);
    for (String label : List.of("red", "blue")) {
      peer.subscription(topic(), label, Optional.of(label), ENTITY);
    }
    bus = anotherBus();
  }

  /**
   * Loads the client's classes, which on a busy machine takes longer than {@link #QUICK} allows.
   */
  private static void warmUp() {
    try (ServiceBusPeer peer = ServiceBusPeer.start().queue("warm", ENTITY);
        Bus bus =
            new ServiceBusBus(
                ServiceBusSettings.connectionString(peer.connectionString()), PATIENT)) {
      // One after the other, not chained: a lambda of this class would wait for its initialiser.
      bus.publish(Destination.queue("warm"), OutboundMessage.of(new byte[0]))
          .toCompletableFuture()
          .join();
      var unused = bus.peek(Source.queue("warm"), 0, 1).toCompletableFuture().join();
    }
  }

  ServiceBusPeer peer() {
    return peer;
  }

  @Override
  public boolean lacks(Lack lack) {
    return lack == Lack.UNCOUNTED_RELEASE && !Releasing.isUncounted();
  }

  @Override
  public Bus bus() {
    return bus;
  }

  @Override
  public Bus anotherBus() {
    return open(peer.connectionString());
  }

  @Override
  public Bus busWithWrongPassword() {
    return open(peer.connectionStringWithWrongKey());
  }

  private Bus open(String connectionString) {
    Bus opened = new ServiceBusBus(ServiceBusSettings.connectionString(connectionString), QUICK);
    synchronized (buses) {
      buses.add(opened);
    }
    return opened;
  }

  @Override
  public String queue() {
    return "jobs";
  }

  @Override
  public String otherQueue() {
    return "more-jobs";
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
    return ENTITY.maxDeliveries();
  }

  @Override
  public Duration lockDuration() {
    return ENTITY.lock();
  }

  @Override
  public long depth(Source source) {
    return peer.depth(
        source.entity()
            + source.subscription().map(s -> "/subscriptions/" + s).orElse("")
            + (source.deadLetters() ? "/$deadletterqueue" : ""));
  }

  @Override
  public void cutConnections() {
    peer.faults().cutConnections();
  }

  @Override
  public void stopPeer() {
    peer.stop();
  }

  @Override
  public void startPeer() {
    peer.listen();
  }

  @Override
  public void close() {
    buses.forEach(Bus::close);
    peer.close();
  }
}
