package dev.lerwq.executor;

import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Receives until told to stop, and loses nothing then. */
final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final CompletableFuture<Void> stop;
  private final Pulse pulse;

  /**
   * @param stop completes when no message may be taken any more
   * @param pulse goes on while it waits
   */
  Intake(CompletableFuture<Void> stop, Pulse pulse) {
    this.stop = stop;
    this.pulse = pulse;
  }

  /**
   * Waits for a message; empty if none came in time, or if told to stop. A message that arrives at
   * the last moment goes back.
   *
   * @throws ExecutionException with what the receive failed with
   */
  Optional<Lease> receive(Consumer consumer, Duration wait)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Optional<Lease>> pending = consumer.receive(wait).toCompletableFuture();
    boolean ours = false;
    try {
      awaitEither(pending);
      ours = !stop.isDone();
      return ours ? pending.get() : Optional.empty();
    } finally {
      if (!ours) {
        giveBack(consumer, pending);
      }
    }
  }

  private void awaitEither(CompletableFuture<?> pending)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Object> either = CompletableFuture.anyOf(pending, stop);
    while (!either.isDone()) {
      pulse.beat();
      try {
        either.get(Pulse.BEAT.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        LOG.trace("waiting on");
      }
    }
    either.get();
  }

  private static void giveBack(Consumer consumer, CompletableFuture<Optional<Lease>> pending) {
    CompletableFuture<Void> released =
        pending.thenCompose(
            lease ->
                lease.map(Lease::release).orElseGet(() -> CompletableFuture.completedFuture(null)));
    if (!pending.isDone()) {
      consumer.close();
    }
    try {
      released.orTimeout(LEAVE.toNanos(), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      LOG.debugf("a message is left to its lock: %s", e.getCause());
    }
  }
}
