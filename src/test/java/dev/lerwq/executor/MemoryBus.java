package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bus in memory that keeps to the port's contract, remembers settlements, and fails on demand.
 */
final class MemoryBus implements Bus {
  private final Map<String, Deque<InboundMessage>> entities = new HashMap<>();
  private final List<MemoryConsumer> consumers = new ArrayList<>();
  private final List<String> settlements = new ArrayList<>();
  private final List<MemoryLease> leases = new ArrayList<>();
  private final Map<String, Deque<Supplier<RuntimeException>>> faults = new HashMap<>();
  private long sequence;
  private int renewals;
  private int renewalsAfterSettling;
  private Optional<Duration> lock = Optional.empty();

  /** Makes the next calls of an operation fail, such as {@code complete} or {@code publish}. */
  synchronized void fail(String operation, int times, Supplier<RuntimeException> with) {
    Deque<Supplier<RuntimeException>> queue =
        faults.computeIfAbsent(operation, name -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(with);
    }
  }

  /** Locks end after so long, unless they are renewed. */
  synchronized MemoryBus locksFor(Duration length) {
    lock = Optional.of(length);
    return this;
  }

  /** What was settled how, oldest first: {@code <entity> <settlement> <id>}. */
  synchronized List<String> settlements() {
    return List.copyOf(settlements);
  }

  synchronized int renewals() {
    return renewals;
  }

  synchronized int renewalsAfterSettling() {
    return renewalsAfterSettling;
  }

  synchronized int pendingReceives(String key) {
    return (int) consumers.stream().filter(c -> c.key.equals(key) && c.waiting()).count();
  }

  /** How many consumers there have been. */
  synchronized int consumersOf(String key) {
    return (int) consumers.stream().filter(c -> c.key.equals(key)).count();
  }

  synchronized int openConsumers() {
    return (int) consumers.stream().filter(c -> !c.closed).count();
  }

  /** Bodies that wait at an entity, its dead letters under {@code <entity>!}. */
  synchronized List<InboundMessage> at(String key) {
    return List.copyOf(queue(key));
  }

  /** Takes all leases of an entity away, as a lock's expiry does. */
  synchronized void loseLeases(String key) {
    leases.stream().filter(lease -> lease.key.equals(key)).toList().forEach(MemoryLease::lose);
  }

  private Deque<InboundMessage> queue(String key) {
    return entities.computeIfAbsent(key, name -> new ArrayDeque<>());
  }

  /** How many of the faults of an operation have not come about yet. */
  synchronized int faultsLeft(String operation) {
    return faults.getOrDefault(operation, new ArrayDeque<>()).size();
  }

  private Optional<RuntimeException> fault(String operation) {
    Deque<Supplier<RuntimeException>> queue = faults.get(operation);
    return queue == null || queue.isEmpty()
        ? Optional.empty()
        : Optional.of(queue.removeFirst().get());
  }

  private static String key(Source source) {
    return source.entity()
        + source.subscription().map(s -> "/" + s).orElse("")
        + source.session().map(s -> "#" + s).orElse("")
        + (source.deadLetters() ? "!" : "");
  }

  @Override
  public synchronized CompletionStage<Void> publish(
      Destination destination, OutboundMessage message) {
    Optional<RuntimeException> fault = fault("publish");
    if (fault.isPresent()) {
      return CompletableFuture.failedFuture(fault.get());
    }
    String key =
        destination.kind() == Destination.Kind.TOPIC
            ? destination.entity() + "/" + message.subject().orElseThrow()
            : destination.entity() + message.session().map(s -> "#" + s).orElse("");
    queue(key)
        .addLast(
            new InboundMessage(
                message.body(),
                message.id(),
                message.subject(),
                message.session(),
                ++sequence,
                Instant.now(),
                0,
                Optional.empty()));
    deliver();
    return CompletableFuture.completedFuture(null);
  }

  private void deliver() {
    for (MemoryConsumer consumer : List.copyOf(consumers)) {
      consumer.offer();
    }
  }

  @Override
  public Duration publishTimeout() {
    return Duration.ofSeconds(1);
  }

  @Override
  public synchronized Consumer consume(Source source) {
    MemoryConsumer consumer = new MemoryConsumer(key(source));
    consumers.add(consumer);
    return consumer;
  }

  @Override
  public synchronized CompletionStage<List<InboundMessage>> peek(
      Source source, long afterSequence, int max) {
    return CompletableFuture.completedFuture(at(key(source)));
  }

  @Override
  public synchronized CompletionStage<Void> check(Destination destination) {
    return fault("check")
        .<CompletionStage<Void>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  @Override
  public BusCapabilities capabilities() {
    return new BusCapabilities(true, true, true, true, false);
  }

  @Override
  public synchronized void close() {
    List.copyOf(consumers).forEach(MemoryConsumer::close);
  }

  private final class MemoryConsumer implements Consumer {
    private final String key;
    private CompletableFuture<Optional<Lease>> pending = new CompletableFuture<>();
    private Optional<MemoryLease> last = Optional.empty();
    private boolean closed;

    private MemoryConsumer(String key) {
      this.key = key;
      pending.complete(Optional.empty());
    }

    private boolean waiting() {
      return !pending.isDone();
    }

    @Override
    public CompletionStage<Optional<Lease>> receive(Duration wait) {
      synchronized (MemoryBus.this) {
        if (waiting() || last.filter(lease -> !lease.settled).isPresent()) {
          throw new IllegalStateException("a receive is pending or the last lease is not settled");
        }
        Optional<RuntimeException> fault = fault("receive");
        if (fault.isPresent()) {
          return CompletableFuture.failedFuture(fault.get());
        }
        if (closed) {
          return CompletableFuture.completedFuture(Optional.empty());
        }
        pending = new CompletableFuture<>();
        CompletableFuture<Optional<Lease>> mine = pending;
        offer();
        return mine.completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void offer() {
      Deque<InboundMessage> queue = queue(key);
      if (waiting() && !closed && !queue.isEmpty()) {
        InboundMessage free = queue.removeFirst();
        MemoryLease lease = new MemoryLease(key, counted(free, Optional.empty(), 1));
        if (pending.complete(Optional.of(lease))) {
          last = Optional.of(lease);
          leases.add(lease);
        } else {
          queue.addFirst(free);
        }
      }
    }

    @Override
    public void close() {
      synchronized (MemoryBus.this) {
        closed = true;
        pending.complete(Optional.empty());
        last.filter(lease -> !lease.settled && !lease.isLost).ifPresent(MemoryLease::giveBack);
      }
    }
  }

  private static InboundMessage counted(InboundMessage m, Optional<DeadLetter> reason, int more) {
    return new InboundMessage(
        m.body(),
        m.id(),
        m.subject(),
        m.session(),
        m.sequence(),
        m.enqueuedAt(),
        m.attempt() + more,
        reason);
  }

  private final class MemoryLease implements Lease {
    private final String key;
    private final InboundMessage message;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private boolean settled;
    private boolean isLost;
    private Instant until;

    private MemoryLease(String key, InboundMessage message) {
      this.key = key;
      this.message = message;
      extend();
    }

    private void extend() {
      until = Instant.now().plus(lock.orElse(Duration.ofMinutes(5)));
      lock.ifPresent(
          length ->
              CompletableFuture.delayedExecutor(length.toMillis() + 1, TimeUnit.MILLISECONDS)
                  .execute(this::expire));
    }

    private void expire() {
      synchronized (MemoryBus.this) {
        if (!Instant.now().isBefore(until)) {
          lose();
        }
      }
    }

    private void giveBack() {
      isLost = true;
      queue(key).addLast(message);
      deliver();
    }

    private void lose() {
      if (!settled && !isLost) {
        giveBack();
        lost.complete(null);
      }
    }

    @Override
    public InboundMessage message() {
      return message;
    }

    @Override
    public Optional<Instant> lockedUntil() {
      synchronized (MemoryBus.this) {
        return Optional.of(until);
      }
    }

    @Override
    public CompletionStage<Void> renew() {
      synchronized (MemoryBus.this) {
        Optional<RuntimeException> fault = fault("renew");
        if (fault.isPresent()) {
          return CompletableFuture.failedFuture(fault.get());
        }
        renewals++;
        extend();
        renewalsAfterSettling += settled ? 1 : 0;
        return isLost || settled
            ? CompletableFuture.failedFuture(new BusException.LeaseLost("the lock has expired"))
            : CompletableFuture.completedFuture(null);
      }
    }

    @Override
    public CompletionStage<Void> complete() {
      return settle("complete", () -> {});
    }

    @Override
    public CompletionStage<Void> abandon() {
      return settle("abandon", () -> queue(key).addLast(message));
    }

    @Override
    public CompletionStage<Void> release() {
      return settle("release", () -> queue(key).addFirst(counted(message, Optional.empty(), -1)));
    }

    @Override
    public CompletionStage<Void> deadLetter(String reason, String detail) {
      return settle(
          "deadLetter",
          () ->
              queue(key + "!")
                  .addLast(counted(message, Optional.of(new DeadLetter(reason, detail)), 0)));
    }

    @Override
    public CompletionStage<Void> lost() {
      return lost;
    }

    private CompletionStage<Void> settle(String how, Runnable effect) {
      synchronized (MemoryBus.this) {
        if (settled) {
          throw new IllegalStateException(message + " has been settled before");
        }
        Optional<RuntimeException> fault = fault(how);
        if (fault.isPresent()) {
          return CompletableFuture.failedFuture(fault.get());
        }
        if (isLost) {
          return CompletableFuture.failedFuture(new BusException.LeaseLost("the lock has expired"));
        }
        settled = true;
        settlements.add(key + " " + how + " " + message.id().orElse("-"));
        effect.run();
        deliver();
        return CompletableFuture.completedFuture(null);
      }
    }
  }
}
