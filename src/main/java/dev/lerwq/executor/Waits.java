package dev.lerwq.executor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pauses that something can cut short. */
final class Waits {
  private Waits() {}

  /** Waits for an event that cannot fail, for as long as it takes. */
  static void until(CompletableFuture<?> event) throws InterruptedException {
    try {
      event.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("this cannot fail", e);
    }
  }

  /**
   * Waits for an event that cannot fail, but not for ever.
   *
   * @return whether it has happened; false if the time is over
   */
  static boolean until(CompletableFuture<?> event, Duration within) throws InterruptedException {
    try {
      event.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("this cannot fail", e);
    }
  }
}
