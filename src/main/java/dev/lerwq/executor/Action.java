package dev.lerwq.executor;

/** What the life of a job asks to be done. */
enum Action {
  /** Ask GitHub; two readings have to agree before a job counts as no longer queued. */
  ASK_WHETHER_NEEDED,
  /** Ask GitHub; two readings have to agree before a job counts as still queued. */
  ASK_WHETHER_RUN,
  PREPARE_BOARD,
  GET_TOKEN,
  CONFIGURE_RUNNER,
  COPY_SETTINGS,
  /** Start the runner, listen for its completion, and watch that it does not idle for ever. */
  START_RUNNER,
  /** End the script in hand with all its processes; its step then reports its end. */
  END_SCRIPT,
  /** Take the runner's registration away unless it has a job; a runner without one is idle. */
  RECALL_RUNNER,
  /** Forget about the question to GitHub that is in hand. */
  CANCEL_STEP,
  START_LINGER,
  CANCEL_LINGER,
  SETTLE,
  REMOVE_RUNNER
}
