package dev.lerwq.executor;

/** Where a job is in its life. */
enum Phase {
  /** Asking GitHub whether the job still waits for a runner, before the board is touched. */
  CHECKING,
  /** {@code board_prepare} runs. */
  PREPARING,
  /** Asking GitHub again, because booting took minutes. */
  RECHECKING,
  /** Getting a registration token. */
  REGISTERING,
  /** {@code github_prepare configure} runs. */
  CONFIGURING,
  /** {@code settings.json} is carried to the board. */
  COPYING,
  /** The runner runs. */
  RUNNING,
  /** The completion came before the runner ended; it gets a little time to end by itself. */
  WINDING_DOWN,
  /** The script in hand is being ended. */
  STOPPING,
  /** The runner failed: asking GitHub at once whether the job still waits. */
  EXAMINING,
  /** The runner ended; its completion message gets a little time to arrive. */
  LINGERING,
  /** Asking GitHub what became of the job. */
  JUDGING,
  /** Telling the bus. */
  SETTLING,
  /** {@code github_prepare remove} runs. */
  REMOVING,
  /** Nothing is left to do. */
  DONE
}
