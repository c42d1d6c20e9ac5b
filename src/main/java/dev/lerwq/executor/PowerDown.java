package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Outcome;
import dev.lerwq.executor.JobEvent.Stage;
import java.time.Duration;
import java.util.Optional;

/** Powers the board down, once, when there has been no job for long enough. */
final class PowerDown {
  private static final String SCRIPT = "board_shutdown";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ExecutorSettings settings;
  private final Optional<Program> program;
  private final Chore chore;
  private final Reporter reporter;
  private long idleSince = System.nanoTime();
  private boolean done;

  PowerDown(
      ExecutorSettings settings,
      Optional<Program> program,
      Script.Stdio stdio,
      Journal journal,
      Reporter reporter) {
    this.settings = settings;
    this.program = program;
    this.chore = new Chore(settings, stdio, journal);
    this.reporter = reporter;
  }

  /** How long to wait for a message before {@link #run} is due; zero if it is due now. */
  Duration dueIn() {
    if (done) {
      return LONG;
    }
    Duration left = settings.timeouts().of(Limit.IDLE).minusNanos(System.nanoTime() - idleSince);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** A job is over: the time without one begins anew. */
  void jobOver() {
    idleSince = System.nanoTime();
    done = false;
  }

  /** Ends the script if it runs, and keeps it from being started. */
  void stop() {
    chore.stop();
  }

  /** Runs the script and waits for its end. */
  void run() {
    done = true;
    if (program.isEmpty()) {
      reporter.skipped(Stage.POWERED_DOWN, "no board_shutdown is configured");
      return;
    }
    chore
        .run(SCRIPT, program.get().with(), settings.timeouts().of(Limit.POWER_DOWN))
        .ifPresent(
            outcome ->
                reporter.report(
                    Stage.POWERED_DOWN,
                    outcome.ok() ? Outcome.OK : Outcome.FAILED,
                    outcome.took(),
                    outcome.ok() ? "" : SCRIPT + ": " + outcome.detail()));
  }
}
