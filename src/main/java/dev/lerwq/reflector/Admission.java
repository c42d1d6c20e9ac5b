package dev.lerwq.reflector;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what is in flight, in deliveries and in bytes, so that a flood is answered instead of
 * buffered. Lock-free: called on event loops.
 */
class Admission {
  private final int maxDeliveries;
  private final long maxBytes;
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param maxDeliveries how many at a time
   * @param maxBytes how many bytes of body at a time; a single body may exceed it when nothing else
   *     is in flight
   */
  Admission(int maxDeliveries, long maxBytes) {
    this.maxDeliveries = maxDeliveries;
    this.maxBytes = maxBytes;
  }

  /** Asks for room for one body; empty if there is none now. */
  Optional<Admitted> admit(long size) {
    if (deliveries.incrementAndGet() > maxDeliveries) {
      deliveries.decrementAndGet();
      return Optional.empty();
    }
    long total = bytes.addAndGet(size);
    if (total > maxBytes && total != size) {
      bytes.addAndGet(-size);
      deliveries.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(new Admitted(size));
  }

  int deliveriesInFlight() {
    return deliveries.get();
  }

  long bytesInFlight() {
    return bytes.get();
  }

  /** Room that is held until it is given back. */
  final class Admitted {
    private final long size;
    private final AtomicBoolean held = new AtomicBoolean(true);

    private Admitted(long size) {
      this.size = size;
    }

    /** Gives the room back; idempotent. */
    void release() {
      if (held.compareAndSet(true, false)) {
        bytes.addAndGet(-size);
        deliveries.decrementAndGet();
      }
    }
  }
}
