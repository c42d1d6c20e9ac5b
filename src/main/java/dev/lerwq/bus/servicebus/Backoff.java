package dev.lerwq.bus.servicebus;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Delays that double up to a cap, each between half of and the whole of its step. */
final class Backoff {
  private static final int MOST_DOUBLINGS = 20;

  private final long first;
  private final long cap;
  private int failures;

  Backoff(Duration first, Duration cap) {
    this.first = first.toMillis();
    this.cap = cap.toMillis();
  }

  Duration next() {
    long step = Math.min(cap, first << Math.min(failures++, MOST_DOUBLINGS));
    return Duration.ofMillis(step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1));
  }

  void reset() {
    failures = 0;
  }
}
