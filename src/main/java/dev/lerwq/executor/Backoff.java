package dev.lerwq.executor;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * Waits whose bound doubles up to a cap. Each wait is a random part of its bound, from nothing to
 * the whole, so that those who failed together do not come back together. Stateful.
 */
final class Backoff {
  private final Duration cap;
  private final LongUnaryOperator chance;
  private Duration bound;

  Backoff(Timeouts timeouts) {
    this(timeouts.of(Limit.BACKOFF), timeouts.of(Limit.BACKOFF_CAP));
  }

  Backoff(Duration first, Duration cap) {
    this(first, cap, most -> ThreadLocalRandom.current().nextLong(most + 1));
  }

  /**
   * @param chance from nothing to its argument
   */
  Backoff(Duration first, Duration cap, LongUnaryOperator chance) {
    this.bound = first;
    this.cap = cap;
    this.chance = chance;
  }

  /** How long to wait this time. */
  Duration next() {
    long most = Math.min(bound.toNanos(), cap.toNanos());
    bound = Duration.ofNanos(Math.min(most * 2, cap.toNanos()));
    return Duration.ofNanos(chance.applyAsLong(most));
  }
}
