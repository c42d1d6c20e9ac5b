package dev.lerwq.cli;

/** What a command's exit code says. Supervisors depend on these. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** An internal error, or the job failed. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** A shutdown message ended an executor; its supervisor must not restart it. */
  public static final int SHUTDOWN = 42;

  private ExitCode() {}
}
