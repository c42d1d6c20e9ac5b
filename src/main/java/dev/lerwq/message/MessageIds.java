package dev.lerwq.message;

/**
 * The identifiers that messages carry. They are part of the wire contract: duplicate detection and
 * completion routing depend on every writer and reader forming them alike.
 */
public final class MessageIds {
  private MessageIds() {}

  /** Message id of a queued job. */
  public static String queuedJob(long jobId) {
    return "githubQ-" + jobId;
  }

  /** Message id of a completed job that had a runner. */
  public static String completedJob(String runnerName, long jobId) {
    return "github-" + runnerName + "-" + jobId;
  }

  /** Session in which the executor that started a runner awaits that runner's completions. */
  public static String runnerSession(String runnerName) {
    return "github-" + runnerName;
  }

  /** Session in which a host or slot hears the shutdown requests that name it. */
  public static String shutdownSession(String host) {
    return "shutdown-host-" + host;
  }

  /**
   * Message id of a shutdown request that names a host. Not the one of its reply: both go to the
   * same queue, which would take the reply for a duplicate.
   */
  public static String namedShutdown(String requestId) {
    return "shutdown-request-" + requestId;
  }

  /** Message id of a shutdown request; also message id and session of its reply. */
  public static String shutdown(String requestId) {
    return "shutdown-" + requestId;
  }
}
