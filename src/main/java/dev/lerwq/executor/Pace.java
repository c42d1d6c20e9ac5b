package dev.lerwq.executor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How time passes for what tries again; tests have another. */
interface Pace {
  /** The machine's clock. */
  Pace REAL =
      new Pace() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration length) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(length.toNanos());
        }
      };

  /** As {@link System#nanoTime}. */
  long nanoTime();

  void pause(Duration length) throws InterruptedException;

  /** When so much time will have passed. */
  default Deadline in(Duration limit) {
    return new Deadline(this, nanoTime() + limit.toNanos());
  }

  /** A moment. */
  record Deadline(Pace pace, long nanos) {
    Duration left() {
      return Duration.ofNanos(nanos - pace.nanoTime());
    }

    /** Whether there is time for a pause and something after it. */
    boolean allows(Duration length) {
      return length.compareTo(left()) < 0;
    }
  }
}
