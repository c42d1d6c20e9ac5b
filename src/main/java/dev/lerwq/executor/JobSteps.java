package dev.lerwq.executor;

import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.executor.JobState.Verdict;
import dev.lerwq.github.EphemeralName;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The steps of one job. Making a step is quick; calling it may block, reports what came of it, and
 * answers with the signal for the job's life.
 */
final class JobSteps {
  private final JobContext job;
  private final Reporter reporter;
  private final InHand hand;
  private final Enrolment enrolment;

  JobSteps(JobContext job) {
    this.job = job;
    this.reporter = job.reporter();
    this.hand = new InHand(reporter);
    this.enrolment = Enrolment.of(job, hand);
  }

  RepositoryRef repository() {
    return job.repository();
  }

  SettingsFile settingsFile() {
    return job.settingsFile();
  }

  Enrolment enrolment() {
    return enrolment;
  }

  /** Ends the script in hand with its processes; the step that runs it then ends. */
  void endScript(ProcessTree.Manner manner) {
    hand.end(manner);
  }

  /**
   * @param after how long to wait first
   */
  Callable<Signal> askWhetherNeeded(Duration after) {
    return () -> {
      TimeUnit.NANOSECONDS.sleep(after.toNanos());
      return asked(Stage.JOB_CHECKED, truth(job.api()).isNeeded(), "");
    };
  }

  /** The second time, after the boot: a service to the job's cost, which may be refused. */
  Callable<Signal> askWhetherStillNeeded() {
    return () -> asked(Stage.JOB_CHECKED, truth(job.api().housekeeping()).isNeeded(), "");
  }

  Callable<Signal> askWhetherRun() {
    return () -> {
      Signal signal =
          asked(
              Stage.JOB_JUDGED,
              truth(job.api()).wasRun(),
              "; the runner's exit code and its completion message decide");
      return signal == Signal.STILL_QUEUED && registrationIsUsed() ? Signal.STOLEN : signal;
    };
  }

  private GithubTruth truth(RunnerApi api) {
    return new GithubTruth(api, job.repository(), job.job().id(), job.limit(Limit.SECOND_READING));
  }

  /** GitHub forgets an ephemeral runner once it has had a job; nobody else removes ours. */
  private boolean registrationIsUsed() {
    if (enrolment instanceof Enrolment.NoEnrolment) {
      return false;
    }
    try {
      return job.api().runners(job.repository(), Optional.of(job.job().runner())).isEmpty();
    } catch (GithubException e) {
      return false;
    }
  }

  private Signal asked(Stage stage, GithubTruth.Reading reading, String otherwise) {
    if (reading.signal() == Signal.GITHUB_UNSURE) {
      reporter.failed(stage, Duration.ZERO, reading.detail() + otherwise);
    } else {
      reporter.ok(stage, Duration.ZERO, reading.detail());
    }
    reading.completedBy().ifPresent(this::expectAgain);
    return reading.signal();
  }

  /** Of our own runner it is heard; whoever started another may be gone. */
  private void expectAgain(String runner) {
    if (!runner.equals(job.job().runner()) && EphemeralName.parse(runner).isPresent()) {
      job.completions().expectAgain(runner);
    }
  }

  /** Nobody has heard what the runner completed, if anything. */
  void completionUnheard() {
    job.completions().expect(job.job().runner());
  }

  Callable<Signal> prepareBoard() {
    if (job.programs().boardPrepare().isEmpty()) {
      return hand.skip(Stage.BOARD_PREPARED, "no board_prepare is configured");
    }
    if (job.board().use(job.message().flavour())) {
      return hand.skip(Stage.BOARD_PREPARED, "it was prepared ahead of time");
    }
    Script script =
        job.scripts()
            .script(
                "board_prepare",
                job.programs().boardPrepare().get().with(job.message().flavour()),
                job.limit(Limit.PREPARE));
    hand.take(script::stop);
    return () -> {
      ScriptOutcome outcome = script.run();
      job.board().prepared(outcome);
      return hand.ended(script, Stage.BOARD_PREPARED, outcome, Optional.empty());
    };
  }

  Callable<Signal> run() {
    Script script =
        job.scripts()
            .plumbed(
                "remotecmd (the runner)", job.programs().remote().with(job.settings().githubRun()));
    hand.take(script::stop);
    return () -> {
      reporter.ok(Stage.RUNNER_STARTED, Duration.ZERO, "");
      ScriptOutcome outcome = script.run();
      Signal ended = hand.ended(script, Stage.RUNNER_RAN, outcome, Optional.empty());
      return ended == Signal.STEP_OK ? Signal.RUNNER_OK : Signal.RUNNER_FAILED;
    };
  }

  Callable<Signal> settle(Lease lease, Verdict asked) {
    return () -> {
      // Once it is certain that the board and not the job is at fault, it is no attempt of the
      // job's.
      boolean boardsFault = asked == Verdict.ABANDON && job.board().condemned();
      Verdict verdict = boardsFault ? Verdict.RELEASE : asked;
      long begun = System.nanoTime();
      Settlement settlement =
          Settlement.attempt(
              call(lease, verdict), job.limit(Limit.SETTLE), job.settings().timeouts());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (settlement.done()) {
        reporter.ok(Stage.SETTLED, took, name(verdict));
        return Signal.SETTLED;
      }
      reporter.failed(
          Stage.SETTLED, took, settlement.detail() + "; the message is left to its lock");
      return Signal.NOT_SETTLED;
    };
  }

  private static Supplier<CompletionStage<Void>> call(Lease lease, Verdict verdict) {
    return switch (verdict) {
      case COMPLETE -> lease::complete;
      case RELEASE -> lease::release;
      case ABANDON, UNDECIDED -> lease::abandon;
    };
  }

  private static String name(Verdict verdict) {
    return switch (verdict) {
      case COMPLETE -> "completed";
      case RELEASE -> "given back with a fresh attempt";
      case ABANDON, UNDECIDED -> "given back";
    };
  }
}
