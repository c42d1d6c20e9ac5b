package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import java.util.Optional;

/**
 * Prepares the board before there is a job, so that the next one starts at once. One preparation is
 * for one job at most; and once the board was powered down for want of work, it stays down.
 */
final class Prewarm {
  private final ExecutorSettings settings;
  private final Optional<Program> program;
  private final Script.Stdio stdio;
  private final Board board;
  private final Journal journal;
  private final Reporter reporter;
  private boolean resting;
  private boolean stopped;
  private Optional<Script> running = Optional.empty();

  Prewarm(
      ExecutorSettings settings,
      Optional<Program> program,
      Script.Stdio stdio,
      Board board,
      Journal journal,
      Reporter reporter) {
    this.settings = settings;
    this.program = program;
    this.stdio = stdio;
    this.board = board;
    this.journal = journal;
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
  synchronized void stop() {
    stopped = true;
    running.ifPresent(script -> script.stop(ProcessTree.Manner.TERMINATE));
  }

  /** Runs the script and waits for its end. */
  void run() {
    String flavour = settings.prewarm().orElseThrow();
    try (ScriptSet scripts = new ScriptSet(settings, stdio, journal::chore)) {
      Script script =
          scripts.script(
              "board_prepare",
              program.orElseThrow().with(flavour),
              settings.timeouts().of(Limit.PREPARE));
      if (!begin(script)) {
        return;
      }
      ScriptOutcome outcome = script.run();
      board.prepared(outcome);
      if (outcome.ok()) {
        board.warm(flavour);
        reporter.ok(Stage.BOARD_PREWARMED, outcome.took(), flavour);
      } else {
        reporter.failed(
            Stage.BOARD_PREWARMED, outcome.took(), script.what() + ": " + outcome.detail());
      }
    } finally {
      journal.choresOver();
    }
  }

  private synchronized boolean begin(Script script) {
    running = Optional.of(script);
    return !stopped;
  }
}
