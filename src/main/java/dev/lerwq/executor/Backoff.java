package dev.lerwq.executor;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double up to a cap, each between half and all of its nominal length. Stateful. */
final class Backoff {
  private final Duration cap;
  private Duration next;

  Backoff(Timeouts timeouts) {
    this(timeouts.of(Limit.BACKOFF), timeouts.of(Limit.BACKOFF_CAP));
  }

  Backoff(Duration first, Duration cap) {
    this.next = first;
    this.cap = cap;
  }

  /** How long to wait this time. */
  Duration next() {
    long nominal = Math.min(next.toNanos(), cap.toNanos());
    next = Duration.ofNanos(Math.min(nominal * 2, cap.toNanos()));
    return Duration.ofNanos(nominal / 2 + ThreadLocalRandom.current().nextLong(nominal / 2 + 1));
  }
}
