package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.RunnerApi.JitRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Just in time: GitHub registers the runner and answers with a configuration that is good for one
 * start ({@code POST /repos/{owner}/{repo}/actions/runners/generate-jitconfig}). It travels to the
 * board as {@code settings.json}, like what {@code github_prepare} leaves.
 */
final class JitEnrolment implements Enrolment {
  private static final String WHY = "the runner is configured just in time";

  private final JobContext job;
  private final InHand hand;
  private final JitSettings jit;

  JitEnrolment(JobContext job, InHand hand, JitSettings jit) {
    this.job = job;
    this.hand = hand;
    this.jit = jit;
  }

  @Override
  public Callable<Signal> authorize() {
    return hand.skip(Stage.TOKEN_GRANTED, WHY);
  }

  @Override
  public Callable<Signal> configure() {
    job.settingsFile().delete();
    // Before it is asked for: an answer can be lost when its registration exists.
    job.journal().change(JournalEntry::withJit);
    CompletableFuture<Void> stop = new CompletableFuture<>();
    hand.take(manner -> stop.complete(null));
    return () -> register(stop);
  }

  private Signal register(CompletableFuture<Void> stop) throws InterruptedException {
    long begun = System.nanoTime();
    GithubCall.Answer<JitRunner> answer;
    try {
      answer =
          new GithubCall<>(
                  "just-in-time configuration for " + job.repository().fullName(), this::generate)
              .ask(
                  new UntilStopped(stop),
                  new Backoff(job.settings().timeouts()),
                  job.limit(Limit.TOKEN));
    } catch (InterruptedException e) {
      if (!stop.isDone()) {
        throw e;
      }
      answer = new GithubCall.Answer<>(Optional.empty(), false, "was ended");
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Optional<String> problem =
        answer.value().isPresent() ? write(answer.value().get()) : Optional.of(answer.detail());
    if (problem.isPresent()) {
      job.reporter().failed(Stage.RUNNER_REGISTERED, took, problem.get());
      return answer.away() ? Signal.GITHUB_AWAY : Signal.STEP_FAILED;
    }
    job.reporter().ok(Stage.RUNNER_REGISTERED, took, "just in time");
    return Signal.STEP_OK;
  }

  private JitRunner generate() throws GithubException {
    RunnerApi.JitRequest request =
        new RunnerApi.JitRequest(
            job.job().runner(), jit.runnerGroup(), job.message().labels(), jit.workFolder());
    try {
      return job.api().generateJitConfig(job.repository(), request);
    } catch (GithubException e) {
      if (e.kind() != GithubException.Kind.CONFLICT) {
        throw e;
      }
      removeStale(e);
      return job.api().generateJitConfig(job.repository(), request);
    }
  }

  /** A registration of this very name is of an earlier attempt whose answer was lost. */
  private void removeStale(GithubException conflict) throws GithubException {
    for (RunnerApi.Runner stale :
        job.api().runners(job.repository(), Optional.of(job.job().runner()))) {
      if (stale.busy() || !stale.status().equals("offline")) {
        throw conflict;
      }
      job.api().deleteRunner(job.repository(), stale.id());
    }
  }

  private Optional<String> write(JitRunner runner) {
    try {
      job.settingsFile().write(job.job().runner(), runner.config());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("settings.json cannot be written: " + e.getMessage());
    }
  }

  @Override
  public Callable<Signal> copy() {
    return hand.step(job.copyScript(), Stage.SETTINGS_COPIED);
  }

  @Override
  public Callable<Signal> remove() {
    hand.take(manner -> {});
    return () ->
        job.debts().settle(new Debts.Debt(job.repository(), job.job().runner()))
            ? Signal.STEP_OK
            : Signal.STEP_FAILED;
  }

  /** Real time, in which a stop ends a pause. */
  private record UntilStopped(CompletableFuture<Void> stop) implements Pace {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
      if (Waits.until(stop, length)) {
        throw new InterruptedException("stopped");
      }
    }
  }
}
