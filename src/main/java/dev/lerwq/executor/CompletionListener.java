package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.message.MessageIds;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/** Takes the completions of one runner from the bus, and says which jobs they are about. */
final class CompletionListener implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CompletionListener.class);
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final Bus bus;
  private final Source source;
  private final Timeouts timeouts;
  private final LongConsumer onCompleted;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private final Future<Void> loop;
  private volatile Consumer consumer;
  private volatile boolean closed;
  private volatile boolean unsettled;
  private volatile boolean heard;

  /**
   * @param onCompleted gets the id of each job that the runner completed; of one whose message
   *     could not be settled perhaps again
   */
  CompletionListener(
      Bus bus,
      String completeQueue,
      String runner,
      Workers workers,
      Timeouts timeouts,
      LongConsumer onCompleted) {
    this.bus = bus;
    this.source = Source.session(completeQueue, MessageIds.runnerSession(runner));
    this.timeouts = timeouts;
    this.onCompleted = onCompleted;
    this.consumer = bus.consume(source);
    this.loop = workers.submit(this::listen);
  }

  private Void listen() throws InterruptedException {
    Backoff backoff = new Backoff(timeouts);
    while (!closed || unsettled) {
      try {
        Optional<Lease> lease = consumer.receive(WAIT).toCompletableFuture().get();
        if (lease.isPresent() && !take(lease.get())) {
          // It comes again, and its lease may be open: a consumer hands out one at a time.
          consumer.close();
          consumer = bus.consume(source);
          TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BusException.Misconfigured) {
          LOG.errorf("completions are not heard: %s: %s", source, e.getCause().getMessage());
          return null;
        }
        LOG.warnf("no completion could be received from %s: %s", source, e.getCause());
        TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
      }
    }
    return null;
  }

  /** Whether the bus knows that it was taken. */
  private boolean take(Lease lease) throws InterruptedException {
    synchronized (settled) {
      if (closed && !unsettled) {
        // Closing gives it back.
        return true;
      }
      unsettled = true;
    }
    CompletedJob completed = CompletedJob.in(lease.message());
    completed.id().ifPresent(onCompleted::accept);
    if (!completed.settle(lease, timeouts)) {
      return false;
    }
    synchronized (settled) {
      unsettled = false;
      heard |= completed.id().isPresent();
      if (closed) {
        settled.complete(null);
      }
    }
    return true;
  }

  /** Whether a completion has come and is off the bus. */
  boolean heard() {
    return heard;
  }

  /** Stops listening, once a completion that is being taken has been settled. */
  @Override
  public void close() {
    synchronized (settled) {
      closed = true;
      if (!unsettled) {
        settled.complete(null);
      }
    }
    try {
      if (!Waits.until(settled, timeouts.of(Limit.LINGER).plus(timeouts.of(Limit.SETTLE)))) {
        LOG.warnf("a completion stays on the bus: %s", source);
        loop.cancel(true);
      }
    } catch (InterruptedException e) {
      loop.cancel(true);
      Thread.currentThread().interrupt();
    }
    consumer.close();
  }
}
