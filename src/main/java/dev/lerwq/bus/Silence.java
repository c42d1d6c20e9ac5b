package dev.lerwq.bus;

import java.time.Duration;

/**
 * How long each side believes a connection on which nothing is heard and which nobody closed, where
 * a lease lasts as long as its connection. The order is what matters: the holder of a message
 * notices, and has ended what it had in hand, before the broker hands the message to somebody else.
 *
 * @param holder after so long at most a client has given the connection up, and its leases with it
 * @param ending what it needs then, at most, to end the processes that it has started
 * @param broker after so long at least the broker gives it up, and hands its messages out again
 * @param handover what whoever gets such a message waits before touching anything: where the broker
 *     saw the connection close, the holder may have begun to end things at the same moment
 */
public record Silence(Duration holder, Duration ending, Duration broker, Duration handover) {

  /** What is used unless something else is configured. */
  public static final Silence USUAL =
      new Silence(
          Duration.ofSeconds(24),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  /**
   * @throws IllegalArgumentException if two could work on one message at a time
   */
  public Silence {
    if (holder.isNegative() || holder.isZero() || ending.isNegative()) {
      throw new IllegalArgumentException(
          "a silent connection has to be given up after a time, and not after " + holder);
    }
    if (holder.plus(ending).compareTo(broker) >= 0) {
      throw new IllegalArgumentException(
          "the broker must believe a silent connection for longer than the "
              + holder
              + " after which its client does and the "
              + ending
              + " that the client needs to end its work, and not for "
              + broker);
    }
    if (ending.compareTo(handover) > 0) {
      throw new IllegalArgumentException(
          "who takes over a message must wait for the "
              + ending
              + " that its last holder needs to end its work, and not for "
              + handover);
    }
  }
}
