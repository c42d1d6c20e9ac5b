package dev.lerwq.bus;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The right to work on one message, and the duty to settle it.
 *
 * <p>Exactly one of {@link #complete}, {@link #abandon} and {@link #deadLetter} takes effect;
 * calling one after another has succeeded is a programming error and throws {@link
 * IllegalStateException}. All fail with {@link BusException.LeaseLost} when the message is no
 * longer ours: another consumer has it or will get it, and whatever is done from then on is done
 * twice. They fail with {@link BusException.Unavailable} when it is not known whether the bus
 * heard; then they may be called again.
 */
public interface Lease {

  /** The message. */
  InboundMessage message();

  /**
   * When the lock ends unless it is renewed; empty where it lasts as long as the connection. Grows
   * with each {@link #renew}.
   */
  Optional<Instant> lockedUntil();

  /** Extends the lock by the entity's lock duration; does nothing where leases do not expire. */
  CompletionStage<Void> renew();

  /** The work is done: removes the message. */
  CompletionStage<Void> complete();

  /**
   * The work failed: gives the message back at once, for anyone, counted as an attempt. After too
   * many of these the bus dead-letters it with {@link InboundMessage.DeadLetter#TOO_MANY_ATTEMPTS}.
   */
  CompletionStage<Void> abandon();

  /**
   * The work was never begun, or it came to nothing through no fault of its own: gives the message
   * back at once, for anyone, <em>not</em> counted as an attempt where the bus can tell the
   * difference.
   */
  CompletionStage<Void> release();

  /**
   * Nobody will ever be able to do the work: moves the message to the dead letters.
   *
   * @param reason a short, stable word
   * @param detail a sentence for the person who will look at it
   */
  CompletionStage<Void> deadLetter(String reason, String detail);

  /**
   * Completes, normally, if the lease turns out to be lost before it is settled: its lock expired
   * or its connection broke. Never completes otherwise.
   */
  CompletionStage<Void> lost();
}
