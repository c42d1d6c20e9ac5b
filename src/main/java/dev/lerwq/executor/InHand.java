package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The step that a job has in hand, which can be ended from another thread. */
final class InHand {
  private final Reporter reporter;
  private volatile Consumer<ProcessTree.Manner> ending = manner -> {};

  InHand(Reporter reporter) {
    this.reporter = reporter;
  }

  /** Ends what is in hand; its step then reports its end. Does not wait. */
  void end(ProcessTree.Manner manner) {
    ending.accept(manner);
  }

  /** Something is in hand from now on. */
  void take(Consumer<ProcessTree.Manner> howToEnd) {
    ending = howToEnd;
  }

  /** A step that runs a script. */
  Callable<Signal> step(Script script, Stage stage) {
    take(script::stop);
    return () -> ended(script, stage, script.run(), Optional.empty());
  }

  /** Reports how a script ended. */
  Signal ended(Script script, Stage stage, ScriptOutcome outcome, Optional<String> problem) {
    if (outcome.ok() && problem.isEmpty()) {
      reporter.ok(stage, outcome.took(), "");
      return Signal.STEP_OK;
    }
    reporter.failed(stage, outcome.took(), script.what() + ": " + problem.orElse(outcome.detail()));
    return Signal.STEP_FAILED;
  }

  /** A step with nothing to do. */
  Callable<Signal> skip(Stage stage, String why) {
    take(manner -> {});
    return () -> {
      reporter.skipped(stage, why);
      return Signal.STEP_OK;
    };
  }
}
