package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import java.util.Optional;

/**
 * Prepares the board before there is a job, so that the next one starts at once. One preparation is
 * for one job at most; and once the board was powered down for want of work, it stays down.
 */
final class Prewarm {
  private static final String SCRIPT = "board_prepare";

  private final ExecutorSettings settings;
  private final Optional<Program> program;
  private final Board board;
  private final Chore chore;
  private final Reporter reporter;
  private boolean resting;

  Prewarm(
      ExecutorSettings settings,
      Optional<Program> program,
      Script.Stdio stdio,
      Board board,
      Journal journal,
      Reporter reporter) {
    this.settings = settings;
    this.program = program;
    this.board = board;
    this.chore = new Chore(settings, stdio, journal);
    this.reporter = reporter;
  }

  boolean due() {
    return settings.prewarm().isPresent() && program.isPresent() && !resting && !board.isWarm();
  }

  /** The board has been powered down. */
  void poweredDown() {
    resting = true;
    board.cool();
  }

  /** There was work again. */
  void jobOver() {
    resting = false;
  }

  /** Ends the script if it runs, and keeps it from being started. */
  void stop() {
    chore.stop();
  }

  /** Runs the script and waits for its end. */
  void run() {
    String flavour = settings.prewarm().orElseThrow();
    chore
        .run(SCRIPT, program.orElseThrow().with(flavour), settings.timeouts().of(Limit.PREPARE))
        .ifPresent(outcome -> ended(flavour, outcome));
  }

  private void ended(String flavour, ScriptOutcome outcome) {
    board.prepared(outcome);
    if (outcome.ok()) {
      board.warm(flavour);
      reporter.ok(Stage.BOARD_PREWARMED, outcome.took(), flavour);
    } else {
      reporter.failed(Stage.BOARD_PREWARMED, outcome.took(), SCRIPT + ": " + outcome.detail());
    }
  }
}
