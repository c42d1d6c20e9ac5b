package dev.lerwq.executor;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Keeps a lease alive on a timer of its own, and says so if it is lost. */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

  private final Lease lease;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Consumer<String> onLost;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param onLost called at most once, with the reason; not after {@link #close}
   */
  LeaseKeeper(Lease lease, Workers workers, Timeouts timeouts, Consumer<String> onLost) {
    this.lease = lease;
    this.workers = workers;
    this.timeouts = timeouts;
    this.onLost = onLost;
  }

  void start() {
    var unused = lease.lost().thenRun(() -> lost("its lock expired or the connection broke"));
    watchEnd();
    schedule(untilNext());
  }

  /** Stops renewing; the lease is not looked after any more. */
  void stop() {
    over.set(true);
  }

  @Override
  public void close() {
    stop();
  }

  private void schedule(Duration delay) {
    if (!over.get()) {
      var unused = workers.after(delay, this::renew);
    }
  }

  private void renew() {
    if (over.get()) {
      return;
    }
    var unused =
        lease
            .renew()
            .toCompletableFuture()
            .copy()
            .orTimeout(timeouts.of(Limit.RENEW).toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((done, failure) -> renewed(failure));
  }

  private void renewed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      schedule(untilNext());
    } else if (cause instanceof BusException.LeaseLost) {
      lost(cause.getMessage());
    } else if (!over.get()) {
      LOG.warnf("the lock of %s could not be renewed, trying again: %s", lease.message(), cause);
      schedule(timeouts.of(Limit.RENEW_RETRY));
    }
  }

  /**
   * Gives the lease up a little before its end, whatever becomes of renewals: what has been begun
   * takes time to end, and has to have ended when another executor begins.
   */
  private void watchEnd() {
    Optional<Instant> end = lease.lockedUntil();
    if (end.isEmpty() || over.get()) {
      return;
    }
    Duration left = Duration.between(Instant.now(), end.get());
    Duration most = timeouts.of(Limit.LOCK_MARGIN);
    Duration third = left.dividedBy(3);
    Duration margin = third.compareTo(most) < 0 ? third : most;
    var unused =
        workers.after(
            left.minus(margin),
            () -> {
              if (lease.lockedUntil().equals(end)) {
                lost("its lock ends at " + end.get() + " and could not be renewed");
              } else {
                watchEnd();
              }
            });
  }

  private void lost(String why) {
    if (over.compareAndSet(false, true)) {
      onLost.accept(why);
    }
  }

  /** Half of what is left of the lock, within bounds: the broker's clock may differ from ours. */
  private Duration untilNext() {
    Duration most = timeouts.of(Limit.RENEW);
    Duration least = timeouts.of(Limit.RENEW_RETRY);
    return lease
        .lockedUntil()
        .map(until -> Duration.between(Instant.now(), until).dividedBy(2))
        .map(half -> half.compareTo(least) < 0 ? least : half)
        .filter(half -> half.compareTo(most) < 0)
        .orElse(most);
  }
}
