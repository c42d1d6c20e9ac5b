package dev.lerwq.executor;

/** What {@link Executor#run} returns, which is what its process exits with. */
public final class ExitCodes {
  private ExitCodes() {}

  /** The job is done and its message settled, or the executor was stopped while it waited. */
  public static final int DONE = 0;

  /** The job failed, or something went wrong in the executor. */
  public static final int FAILED = 1;

  /** The configuration is at fault. */
  public static final int MISCONFIGURED = 2;

  /** A shutdown message was answered; a supervisor must not restart the executor. */
  public static final int SHUTDOWN = 42;
}
