package dev.lerwq.executor;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shows that a loop which decides is alive: each time around it says by when it will be heard of
 * again. Written by that loop, read by whoever watches it.
 */
final class Pulse {
  /** How long a loop may wait before it goes around. */
  static final Duration BEAT = Duration.ofMinutes(1);

  /** How much later than announced is not suspicious, on a machine that is busy. */
  static final Duration ALLOWANCE = Duration.ofMinutes(1);

  private final LongSupplier nanos;
  private volatile long due;
  private volatile boolean watched;
  private volatile boolean begun;

  Pulse() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a clock that never goes back
   */
  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The loop goes around, and will again within {@link #BEAT}. */
  void beat() {
    beatWithin(BEAT);
  }

  /** The loop begins something that is over within this time. */
  void beatWithin(Duration time) {
    due = nanos.getAsLong() + time.plus(ALLOWANCE).toNanos();
    watched = true;
    begun = true;
  }

  /** Whether the loop has gone around at all. */
  boolean hasBegun() {
    return begun;
  }

  /** The loop has ended, or begins something that may take for ever. */
  void rest() {
    watched = false;
  }

  /** Whether the loop should have been heard of by now. */
  boolean late() {
    long announced = due;
    return watched && nanos.getAsLong() - announced > 0;
  }
}
