package dev.lerwq.bus.servicebus;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays whose bound doubles up to a cap. Each is a random part of its bound, so that those who
 * were thrown out together do not come back together.
 */
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
    return Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(step));
  }

  void reset() {
    failures = 0;
  }
}
