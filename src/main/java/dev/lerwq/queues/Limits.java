package dev.lerwq.queues;

import java.time.Duration;

/**
 * When to stop looking at a queue.
 *
 * @param max after so many messages; 0 for no limit
 * @param patience once nothing has come for so long; zero for what is there now
 */
public record Limits(long max, Duration patience) {
  /** As good as for ever, and still a number of milliseconds that timers take. */
  private static final Duration EVER = Duration.ofDays(365);

  public Limits {
    if (max < 0) {
      throw new IllegalArgumentException("the number of messages must not be negative: " + max);
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("the time to wait must not be negative: " + patience);
    }
  }

  public static Limits none() {
    return new Limits(0, EVER);
  }

  boolean reached(long count) {
    return max > 0 && count >= max;
  }
}
