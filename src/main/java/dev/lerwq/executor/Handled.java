package dev.lerwq.executor;

import dev.lerwq.exit.ExitCode;

/**
 * What an executor does after a message.
 *
 * @param next whether it goes on
 * @param exitCode what it exits with if it does not
 */
public record Handled(Next next, int exitCode) {

  /** Whether an executor goes on after a message. */
  public enum Next {
    /** The message did not count: wait for the next one. */
    WAIT,
    /** A job is over: go on if in a loop, else exit. */
    JOB_OVER,
    /** Exit, loop or not. */
    LEAVE
  }

  /** The message did not count. */
  public static Handled skipped() {
    return new Handled(Next.WAIT, ExitCode.OK);
  }

  /** A job is over. */
  public static Handled job(int exitCode) {
    return new Handled(Next.JOB_OVER, exitCode);
  }

  /** The executor has to exit. */
  public static Handled leave(int exitCode) {
    return new Handled(Next.LEAVE, exitCode);
  }
}
