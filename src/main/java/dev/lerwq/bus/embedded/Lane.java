package dev.lerwq.bus.embedded;

import dev.lerwq.bus.BusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** The messages of one entity on their way to the disk, in one batch after the other. */
final class Lane {
  private static final int MOST_PENDING = 20_000;

  /** How often a queue may vanish under one message; once is very unlikely already. */
  private static final int TRIES = 3;

  /** How many go together; the first of them waits for the last to be routed. */
  private static final int MOST_AT_ONCE = 64;

  private final ActiveMQServer server;
  private final Duration timeout;
  private final StorageManager storage;

  /** One message after the other, because the order of an entity is the order of its journal. */
  private final Executor turns;

  private final MessageRouter router;
  private final Queue<PendingMessage> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean turnIsDue = new AtomicBoolean();

  /**
   * Those that wait and those that are on their way, whether or not anybody still wants to know.
   */
  private final AtomicInteger pending = new AtomicInteger();

  /** Those with an id that are on their way, by it. */
  private final Map<String, CompletableFuture<Void>> inFlight = new ConcurrentHashMap<>();

  Lane(ActiveMQServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    this.storage = server.getStorageManager();
    this.turns = server.getExecutorFactory().getExecutor();
    this.router = new MessageRouter(server);
  }

  /**
   * Takes a message after those that were added before. One with the id of another that is on its
   * way shares its fate.
   *
   * @return completed when all of it is on disk, or fails with {@link BusException.Unavailable}
   */
  CompletableFuture<Void> add(String address, byte[] encoded, Optional<String> id) {
    CompletableFuture<Void> onDisk = new CompletableFuture<>();
    CompletableFuture<Void> first = id.map(each -> inFlight.putIfAbsent(each, onDisk)).orElse(null);
    if (first != null) {
      return first;
    }
    PendingMessage message =
        new PendingMessage(
            address, encoded, id, System.nanoTime() + timeout.toNanos(), TRIES, onDisk);
    if (pending.getAndIncrement() >= MOST_PENDING) {
      refuse(
          message,
          new BusException.Unavailable(MOST_PENDING + " messages are waiting for the disk"));
    } else {
      waiting.add(message);
      callTurn();
    }
    return onDisk;
  }

  int pending() {
    return pending.get();
  }

  static BusException late(String address, Duration timeout) {
    return new BusException.Unavailable(
        "the disk has not taken a message for " + address + " in " + timeout);
  }

  private void callTurn() {
    if (turnIsDue.compareAndSet(false, true)) {
      try {
        turns.execute(this::takeWaiting);
      } catch (RejectedExecutionException e) {
        turnIsDue.set(false);
        for (PendingMessage next = waiting.poll(); next != null; next = waiting.poll()) {
          refuse(next, stopped(e));
        }
      }
    }
  }

  void refuse(PendingMessage message, BusException why) {
    end(message);
    message.onDisk().completeExceptionally(why);
  }

  void confirm(PendingMessage message) {
    end(message);
    message.onDisk().complete(null);
  }

  private void end(PendingMessage message) {
    pending.decrementAndGet();
    message.id().ifPresent(inFlight::remove);
  }

  private void takeWaiting() {
    turnIsDue.set(false);
    List<PendingMessage> batch = next();
    // A context counts what is on disk and not which: with a second batch in it, the first would be
    // taken for safe when the second's pages are, though its own end is not yet in the journal.
    storage.setContext(storage.newContext(turns));
    try {
      new Batch(router, this).put(batch, storage);
    } finally {
      storage.clearContext();
      if (!waiting.isEmpty()) {
        callTurn();
      }
    }
  }

  private List<PendingMessage> next() {
    List<PendingMessage> batch = new ArrayList<>();
    for (PendingMessage next = more(batch); next != null; next = more(batch)) {
      Optional<BusException> obstacle = obstacle(next);
      if (obstacle.isPresent()) {
        refuse(next, obstacle.get());
      } else {
        batch.add(next);
      }
    }
    return batch;
  }

  /** Those with an id and those without do not mix, so that they stay in order. */
  private PendingMessage more(List<PendingMessage> batch) {
    PendingMessage next = waiting.peek();
    boolean fits =
        next != null
            && batch.size() < MOST_AT_ONCE
            && (batch.isEmpty() || batch.get(0).id().isPresent() == next.id().isPresent());
    return fits ? waiting.poll() : null;
  }

  private Optional<BusException> obstacle(PendingMessage message) {
    if (System.nanoTime() - message.due() > 0) {
      return Optional.of(late(message.address(), timeout));
    }
    if (!server.isStarted()) {
      return Optional.of(stopped(null));
    }
    if (server.getPagingManager().isDiskFull()) {
      return Optional.of(
          new BusException.Unavailable("the disk of the embedded bus is too full for messages"));
    }
    return message.triesLeft() > 0
        ? Optional.empty()
        : Optional.of(
            new BusException.Unavailable("the queue of " + message.address() + " does not last"));
  }

  /** The broker tidied the queue away at the very moment at which it was needed again. */
  void again(PendingMessage message) {
    waiting.add(message.again());
    callTurn();
  }

  static BusException stopped(Exception cause) {
    return new BusException.Unavailable("the embedded bus has been stopped", cause);
  }
}
