package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.github.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** With a registration token, by {@code github_prepare}. */
final class ScriptEnrolment implements Enrolment {
  private final JobContext job;
  private final InHand hand;
  private final Program program;
  private volatile boolean registered;
  private volatile Optional<Secret> token = Optional.empty();

  ScriptEnrolment(JobContext job, InHand hand, Program program) {
    this.job = job;
    this.hand = hand;
    this.program = program;
  }

  @Override
  public Callable<Signal> authorize() {
    return () -> {
      long begun = System.nanoTime();
      GithubCall.Answer<Secret> answer =
          new GithubCall<>(
                  "registration token for " + job.repository().fullName(),
                  () -> job.api().registrationToken(job.repository()))
              .ask(Pace.REAL, new Backoff(job.settings().timeouts()), job.limit(Limit.TOKEN));
      token = answer.value();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (token.isPresent()) {
        job.reporter().ok(Stage.TOKEN_GRANTED, took, "");
        return Signal.STEP_OK;
      }
      job.reporter().failed(Stage.TOKEN_GRANTED, took, answer.detail());
      return answer.away() ? Signal.GITHUB_AWAY : Signal.STEP_FAILED;
    };
  }

  @Override
  public Callable<Signal> configure() {
    job.settingsFile().delete();
    job.journal().change(JournalEntry::withConfigured);
    List<String> command =
        program.with(
            "configure",
            job.job().runner(),
            String.join(",", job.message().labels()),
            job.message().repoHtmlUrl(),
            token.map(Secret::reveal).orElse(""));
    token = Optional.empty();
    Script script = script("github_prepare configure", command);
    hand.take(script::stop);
    return () -> {
      ScriptOutcome outcome = script.run();
      registered = outcome.ok();
      Optional<String> problem = outcome.ok() ? job.settingsFile().protect() : Optional.empty();
      return hand.ended(script, Stage.RUNNER_REGISTERED, outcome, problem);
    };
  }

  @Override
  public Callable<Signal> copy() {
    return hand.step(job.copyScript(), Stage.SETTINGS_COPIED);
  }

  @Override
  public Callable<Signal> remove() {
    Script script = script("github_prepare remove", program.with("remove"));
    hand.take(script::stop);
    return () -> {
      ScriptOutcome outcome = script.run();
      Signal signal = hand.ended(script, Stage.RUNNER_REMOVED, outcome, Optional.empty());
      Debts.Debt debt = new Debts.Debt(job.repository(), job.job().runner());
      if (signal == Signal.STEP_FAILED) {
        job.debts().settle(debt);
      }
      if (!registered) {
        // It may have registered a runner that it does not know of, or be about to.
        job.debts().doubt(debt);
      }
      return signal;
    };
  }

  private Script script(String what, List<String> command) {
    return job.scripts().script(what, command, job.limit(Limit.CONFIGURE));
  }
}
