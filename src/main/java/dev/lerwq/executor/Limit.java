package dev.lerwq.executor;

import dev.lerwq.bus.Silence;
import java.time.Duration;

/** How long the executor gives to what, and how often it does what it repeats. */
public enum Limit {
  /** {@code board_prepare}. */
  PREPARE(Duration.ofMinutes(10)),
  /** {@code github_prepare configure}, and {@code github_prepare remove}. */
  CONFIGURE(Duration.ofSeconds(30)),
  /** Carrying {@code settings.json} to the board. */
  COPY(Duration.ofSeconds(30)),
  /** {@code board_shutdown}; the predecessor had no limit here. */
  POWER_DOWN(Duration.ofMinutes(10)),
  /**
   * Between the runner's end and the message that its job completed, whichever came first and for
   * whichever the executor then waits.
   */
  LINGER(Duration.ofSeconds(60)),
  /**
   * After {@link #LINGER} nobody waits for a completion any more, but it is taken off the bus for
   * so long; zero for never.
   */
  LATE_COMPLETION(Duration.ofMinutes(10)),
  /** Without a job for so long, the board is powered down. */
  IDLE(Duration.ofMinutes(6)),
  /** Between two renewals of the message's lock. */
  RENEW(Duration.ofMinutes(3)),
  /** Between two attempts when a renewal failed. */
  RENEW_RETRY(Duration.ofSeconds(10)),
  /**
   * With so little left of a lock that cannot be renewed, it counts as lost: what has been begun
   * has to end before another executor gets the message.
   */
  LOCK_MARGIN(Duration.ofSeconds(45)),
  /**
   * Where the bus hands a message out again as soon as its holder is gone: what its new holder
   * gives the old one to end what it has in hand.
   */
  HANDOVER(Silence.USUAL.handover()),
  /** Between asking the processes of a script to end and the next, firmer, request. */
  GRACE(Duration.ofSeconds(10)),
  /** Undoing what a job that was broken off, or whose executor died, has left: all of it. */
  UNDO(Duration.ofMinutes(5)),
  /** Trying to settle a message while the bus cannot be reached. */
  SETTLE(Duration.ofMinutes(1)),
  /** Trying to get a registration token, or to register, while GitHub is away. */
  TOKEN(Duration.ofMinutes(3)),
  /** The first wait before anything is tried again; it doubles from there. */
  BACKOFF(Duration.ofSeconds(1)),
  /** The longest wait before anything is tried again. */
  BACKOFF_CAP(Duration.ofSeconds(30)),
  /** A slot that ran for so long before it broke down is started again without much waiting. */
  STEADY(Duration.ofMinutes(10)),
  /** Between the two readings that it takes to believe GitHub. */
  SECOND_READING(Duration.ofSeconds(3)),
  /**
   * After so long the executor begins to ask whether its runner still has something to wait for;
   * zero for never.
   */
  RUNNER_IDLE(Duration.ofMinutes(10)),
  /** Between the readings that it takes to believe that a runner is idle. */
  RUNNER_IDLE_READING(Duration.ofMinutes(1)),
  /** Before the next receive after a job that failed, so that another executor can have it. */
  AFTER_FAILURE(Duration.ofSeconds(15)),
  /** Before a board that failed its preparation is tried again; doubles with each failure. */
  BOARD_RETRY(Duration.ofSeconds(30)),
  /** The longest such wait. */
  BOARD_RETRY_CAP(Duration.ofMinutes(10)),
  /** Before the next receive, after a message that is meant for another executor was given back. */
  NOT_OURS(Duration.ofSeconds(5));

  private final Duration byDefault;

  Limit(Duration byDefault) {
    this.byDefault = byDefault;
  }

  /** The value unless configured otherwise. */
  public Duration byDefault() {
    return byDefault;
  }
}
