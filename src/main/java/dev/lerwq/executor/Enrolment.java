package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import java.util.concurrent.Callable;

/**
 * How the runner of one job comes to be known to GitHub and to the board, and how that is undone.
 * The steps follow the rules of {@link JobSteps}.
 */
interface Enrolment {

  /** Gets the right to register a runner. */
  Callable<Signal> authorize();

  /** Registers the runner, and leaves {@code settings.json}. */
  Callable<Signal> configure();

  /** Carries {@code settings.json} to the board. */
  Callable<Signal> copy();

  /** Takes the registration back. */
  Callable<Signal> remove();

  /** The one that the settings ask for. */
  static Enrolment of(JobContext job, InHand hand) {
    if (job.settings().jit().isPresent()) {
      return new JitEnrolment(job, hand, job.settings().jit().get());
    }
    return job.programs()
        .githubPrepare()
        .<Enrolment>map(program -> new ScriptEnrolment(job, hand, program))
        .orElseGet(() -> new NoEnrolment(hand));
  }

  /** Somebody else sees to it. */
  record NoEnrolment(InHand hand) implements Enrolment {
    private static final String WHY = "no github_prepare is configured";

    @Override
    public Callable<Signal> authorize() {
      return hand.skip(Stage.TOKEN_GRANTED, WHY);
    }

    @Override
    public Callable<Signal> configure() {
      return hand.skip(Stage.RUNNER_REGISTERED, WHY);
    }

    @Override
    public Callable<Signal> copy() {
      return hand.skip(Stage.SETTINGS_COPIED, WHY);
    }

    @Override
    public Callable<Signal> remove() {
      return hand.skip(Stage.RUNNER_REMOVED, WHY);
    }
  }
}
