package dev.lerwq.exit;

/** What a process of lerwq exits with. Supervisors depend on these. */
public final class ExitCode {
  /** Done; an executor's job is over and its message settled, or it was stopped while it waited. */
  public static final int OK = 0;

  /** An internal error, or the job failed. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int MISCONFIGURED = 2;

  /** A shutdown message was answered; a supervisor must not restart the executor. */
  public static final int SHUTDOWN = 42;

  private ExitCode() {}
}
