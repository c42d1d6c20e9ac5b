package dev.lerwq.reflector;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bus that remembers what was published, and that can be down or take its time. */
@Alternative
@ApplicationScoped
public class RecordingBus implements Bus {
  record Published(String entity, OutboundMessage message) {}

  private final List<Published> published = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();
  private volatile boolean down;
  private volatile boolean holding;
  private volatile String broken = "";

  void reset() {
    down = false;
    broken = "";
    letGo();
    published.clear();
  }

  void down(boolean value) {
    down = value;
  }

  /** One entity refuses everything. */
  void breakEntity(String entity) {
    broken = entity;
  }

  /** Accepted messages are not acknowledged until {@link #letGo}. */
  void hold() {
    holding = true;
  }

  void letGo() {
    holding = false;
    for (Runnable next = held.poll(); next != null; next = held.poll()) {
      next.run();
    }
  }

  int held() {
    return held.size();
  }

  /** Where to, in the order in which it was asked for. */
  List<String> entities() {
    return published.stream().map(Published::entity).toList();
  }

  List<OutboundMessage> on(String entity) {
    return published.stream()
        .filter(p -> p.entity().equals(entity))
        .map(Published::message)
        .toList();
  }

  @Override
  public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
    if (down || destination.entity().equals(broken)) {
      return CompletableFuture.failedFuture(new BusException.Unavailable("pulled the plug"));
    }
    published.add(new Published(destination.entity(), message));
    if (!holding || destination.entity().contains("debug")) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    held.add(() -> acknowledged.complete(null));
    return acknowledged;
  }

  @Override
  public Duration publishTimeout() {
    return Duration.ofSeconds(5);
  }

  @Override
  public CompletionStage<Void> check(Destination destination) {
    return down
        ? CompletableFuture.failedFuture(new BusException.Unavailable("pulled the plug"))
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public Consumer consume(Source source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BusCapabilities capabilities() {
    return new BusCapabilities(false, false, false, true, false);
  }

  @Override
  public void close() {}
}
