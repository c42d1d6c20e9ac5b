package dev.lerwq.bus.embedded;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.artemis.Addresses;
import dev.lerwq.bus.embedded.MessageRouter.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jboss.logging.Logger;

/**
 * Publishes into the broker of this process without a connection to it. A message is confirmed when
 * all of it is on disk. Those in flight at the same time are confirmed together and share one
 * {@code fdatasync}.
 */
final class JournalPublisher {
  private static final Logger LOG = Logger.getLogger(JournalPublisher.class);
  private static final int MOST_PENDING = 20_000;

  /** How often a queue may vanish under one message; once is very unlikely already. */
  private static final int TRIES = 3;

  /** How many are confirmed together; the first of them waits for the last to be routed. */
  private static final int MOST_AT_ONCE = 64;

  private final ActiveMQServer server;
  private final Duration timeout;
  private final StorageManager storage;

  /** One message after the other, because the order of an entity is the order of its journal. */
  private final Executor turns;

  private final OperationContext context;
  private final MessageRouter router;
  private final Queue<Taking> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean turnIsDue = new AtomicBoolean();

  /**
   * Those that wait and those that are on their way, whether or not anybody still wants to know.
   */
  private final AtomicInteger pending = new AtomicInteger();

  JournalPublisher(ActiveMQServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    this.storage = server.getStorageManager();
    this.turns = server.getExecutorFactory().getExecutor();
    this.context = storage.newContext(turns);
    this.router = new MessageRouter(server);
  }

  /**
   * @param address as {@link Addresses} has it
   * @param message its bytes in AMQP's encoding
   * @return fails with {@link BusException.Unavailable} if it is not known in time that the message
   *     is on disk
   */
  CompletionStage<Void> publish(String address, byte[] message) {
    if (!server.isStarted()) {
      return CompletableFuture.failedFuture(stopped(null));
    }
    if (pending.get() >= MOST_PENDING) {
      return CompletableFuture.failedFuture(
          new BusException.Unavailable(MOST_PENDING + " messages are waiting for the disk"));
    }
    pending.incrementAndGet();
    Taking taking = new Taking(address, message, TRIES, new CompletableFuture<>());
    waiting.add(taking);
    callTurn();
    return inTime(address, taking.onDisk());
  }

  /** How many messages are in hand. For tests. */
  int pending() {
    return pending.get();
  }

  private void callTurn() {
    if (turnIsDue.compareAndSet(false, true)) {
      try {
        turns.execute(this::takeWaiting);
      } catch (RejectedExecutionException e) {
        turnIsDue.set(false);
        for (Taking next = waiting.poll(); next != null; next = waiting.poll()) {
          refuse(next, stopped(e));
        }
      }
    }
  }

  private void refuse(Taking taking, BusException why) {
    pending.decrementAndGet();
    taking.onDisk().completeExceptionally(why);
  }

  private void confirm(Taking taking) {
    pending.decrementAndGet();
    taking.onDisk().complete(null);
  }

  private CompletionStage<Void> inTime(String address, CompletableFuture<Void> onDisk) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    var unused =
        onDisk
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(
                        failure instanceof TimeoutException ? late(address, failure) : failure);
                  }
                });
    return answer;
  }

  private BusException late(String address, Throwable cause) {
    return new BusException.Unavailable(
        "the disk has not taken a message for " + address + " in " + timeout, cause);
  }

  /**
   * A message on its way.
   *
   * @param triesLeft how many times its queue may vanish yet
   */
  private record Taking(
      String address, byte[] message, int triesLeft, CompletableFuture<Void> onDisk) {}

  /** A message in its queue, which will be on disk soon. */
  private record Routed(Taking taking, Place place) {}

  private void takeWaiting() {
    turnIsDue.set(false);
    List<Routed> batch = new ArrayList<>();
    storage.setContext(context);
    try {
      for (Taking next = waiting.poll(); next != null; next = more(batch)) {
        take(next).ifPresent(batch::add);
      }
    } finally {
      if (!batch.isEmpty()) {
        storage.afterCompleteOperations(new Confirmation(batch));
      }
      storage.clearContext();
      if (!waiting.isEmpty()) {
        callTurn();
      }
    }
  }

  private Taking more(List<Routed> batch) {
    return batch.size() < MOST_AT_ONCE ? waiting.poll() : null;
  }

  private Optional<Routed> take(Taking taking) {
    try {
      Optional<BusException> obstacle = obstacle(taking);
      if (obstacle.isPresent()) {
        refuse(taking, obstacle.get());
        return Optional.empty();
      }
      Optional<Place> place = router.route(taking.address(), taking.message());
      if (place.isEmpty()) {
        again(taking);
      }
      return place.map(found -> new Routed(taking, found));
    } catch (Exception e) {
      LOG.debugf(e, "%s did not take a message", taking.address());
      refuse(
          taking,
          new BusException.Unavailable(taking.address() + " does not take messages now: " + e, e));
      return Optional.empty();
    }
  }

  private Optional<BusException> obstacle(Taking taking) {
    if (taking.onDisk().isDone()) {
      return Optional.of(late(taking.address(), null));
    }
    if (!server.isStarted()) {
      return Optional.of(stopped(null));
    }
    if (server.getPagingManager().isDiskFull()) {
      return Optional.of(
          new BusException.Unavailable("the disk of the embedded bus is too full for messages"));
    }
    return taking.triesLeft() > 0
        ? Optional.empty()
        : Optional.of(
            new BusException.Unavailable("the queue of " + taking.address() + " does not last"));
  }

  /** The broker tidied the queue away at the very moment at which it was needed again. */
  private void again(Taking taking) throws Exception {
    router.forget(taking.address(), taking.message());
    waiting.add(
        new Taking(taking.address(), taking.message(), taking.triesLeft() - 1, taking.onDisk()));
    callTurn();
  }

  /** Called when a batch is on disk. */
  private final class Confirmation implements IOCallback {
    private final List<Routed> batch;

    private Confirmation(List<Routed> batch) {
      this.batch = batch;
    }

    @Override
    public void done() {
      for (Routed each : batch) {
        try {
          if (each.place().lasts()) {
            confirm(each.taking());
          } else {
            again(each.taking());
          }
        } catch (Exception e) {
          refuse(each.taking(), stopped(e));
        }
      }
    }

    @Override
    public void onError(int code, String message) {
      BusException why =
          new BusException.Unavailable("the disk of the embedded bus failed: " + message);
      batch.forEach(each -> refuse(each.taking(), why));
    }
  }

  private static BusException stopped(Exception cause) {
    return new BusException.Unavailable("the embedded bus has been stopped", cause);
  }
}
