package dev.lerwq.executor;

/** What can happen in the life of a job. */
enum Signal {
  /** GitHub says, reliably, that the job waits for a runner. */
  STILL_QUEUED,
  /** The same, and that the runner has had another job instead. */
  STOLEN,
  /** GitHub says, reliably, that the job runs or has ended. */
  NO_LONGER_QUEUED,
  /** GitHub cannot be asked, knows no such job, or contradicts itself. */
  GITHUB_UNSURE,
  /** The step in hand succeeded. */
  STEP_OK,
  /** The step in hand failed, timed out or was ended. */
  STEP_FAILED,
  /** The step in hand failed because GitHub is away or wants to be left alone. */
  GITHUB_AWAY,
  /** The runner ended with exit code 0. */
  RUNNER_OK,
  /** The runner ended otherwise. */
  RUNNER_FAILED,
  /** The runner has had no job for too long and cannot get one any more. */
  RUNNER_IDLE,
  /** The bus says that our runner completed our job. */
  OUR_JOB_COMPLETED,
  /** The bus says that our runner completed another job. */
  OTHER_JOB_COMPLETED,
  /** Waiting for the runner's end, or for its completion message, took too long. */
  LINGER_OVER,
  /** The bus has settled the message. */
  SETTLED,
  /** The message could not be settled and is left to its lock. */
  NOT_SETTLED,
  /** The message is no longer ours. */
  LEASE_LOST,
  /** The executor has to end now. */
  STOP_NOW
}
