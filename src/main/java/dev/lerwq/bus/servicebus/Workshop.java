package dev.lerwq.bus.servicebus;

import dev.lerwq.bus.BusException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** What the parts of one bus share: settings, clients, and threads for timers and for closing. */
final class Workshop {
  private static final Logger LOG = Logger.getLogger(Workshop.class);

  private final Clients clients;
  private final Failures failures;
  private final Timings timings;
  private final SessionLocks sessions = new SessionLocks();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemon("servicebus-timer"));
  private final ExecutorService closers = Executors.newCachedThreadPool(daemon("servicebus-close"));
  private final Set<CompletableFuture<Void>> closing = ConcurrentHashMap.newKeySet();

  Workshop(ServiceBusSettings settings, Timings timings) {
    this.timings = timings;
    this.clients = new Clients(settings, timings);
    this.failures = new Failures(settings);
  }

  Clients clients() {
    return clients;
  }

  Failures failures() {
    return failures;
  }

  Timings timings() {
    return timings;
  }

  SessionLocks sessions() {
    return sessions;
  }

  /** Runs a task later; never once the bus is closed. */
  void later(Duration delay, Runnable task) {
    try {
      var unused = timer.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debugf("the bus is closed; nothing more happens");
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "a task of the Service Bus adapter failed");
    }
  }

  /** Runs a task that may block while links detach. */
  CompletionStage<Void> closing(Runnable task) {
    try {
      CompletableFuture<Void> done = CompletableFuture.runAsync(() -> guarded(task), closers);
      closing.add(done);
      return done.whenComplete((unused, why) -> closing.remove(done));
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** Has {@link #close} wait for this, for a while. */
  void awaitAtClose(CompletionStage<Void> end) {
    CompletableFuture<Void> done = end.toCompletableFuture();
    closing.add(done);
    CompletionStage<Void> unused = done.whenComplete((ended, why) -> closing.remove(done));
  }

  /** Repeats a request that failed for want of a connection, but not one that was throttled. */
  <T> Mono<T> persistently(Mono<T> request, Function<Throwable, BusException> failure) {
    return request.retryWhen(
        Retry.backoff(Long.MAX_VALUE, timings.firstRetry().dividedBy(2))
            .maxBackoff(timings.publish().dividedBy(4))
            .jitter(1.0)
            .filter(
                why ->
                    !timer.isShutdown()
                        && !Failures.throttled(why)
                        && failure.apply(why) instanceof BusException.Unavailable));
  }

  /**
   * Subscribes to one request to the broker, which gets {@link Timings#publish} to answer. Not on
   * the caller's thread: a management link that is opened from the client's own thread may never
   * come to be, and all later requests wait for it.
   */
  <T> CompletableFuture<T> ask(Mono<T> request) {
    return send(request.subscribeOn(Schedulers.boundedElastic()));
  }

  /** The same on the caller's thread, which keeps requests in order. */
  <T> CompletableFuture<T> send(Mono<T> request) {
    return request.timeout(timings.publish()).doOnSuccess(unused -> clients.worked()).toFuture();
  }

  /** Ends all threads after what is closing has closed, or has had its time. */
  void close() {
    try {
      CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new))
          .handle((ended, why) -> closing(clients::close))
          .thenCompose(last -> last)
          .get(timings.publish().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf("closing the Service Bus connection took too long; leaving it to the broker");
    }
    timer.shutdownNow();
    closers.shutdown();
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
