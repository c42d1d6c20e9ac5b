package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.executor.JournalEntry.Trace;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Undoes what an executor that died has left, before the board gets another job.
 *
 * <p>A runner that outlived its executor and is at work is waited for: the board is busy, and
 * somebody's job is on it.
 */
final class Recovery {
  private final ExecutorSettings settings;
  private final Programs programs;
  private final RunnerApi api;
  private final Script.Stdio stdio;
  private final Reporter reporter;
  private final Debts debts;
  private final LateCompletions completions;
  private final CompletableFuture<Void> stop;
  private final Pulse pulse;

  Recovery(
      ExecutorSettings settings,
      Programs programs,
      RunnerApi api,
      Script.Stdio stdio,
      Reporter reporter,
      Debts debts,
      LateCompletions completions,
      CompletableFuture<Void> stop,
      Pulse pulse) {
    this.settings = settings;
    this.programs = programs;
    this.api = api;
    this.stdio = stdio;
    this.reporter = reporter;
    this.debts = debts;
    this.completions = completions;
    this.stop = stop;
    this.pulse = pulse;
  }

  /** Undoes it; leaves the journal for the next start if stopped while it waits for a runner. */
  void run(Journal journal) throws InterruptedException {
    Optional<JournalEntry> left = journal.left();
    endChores(journal);
    if (left.isPresent()) {
      if (!awaitRunner(left.get())) {
        return;
      }
      undo(left.get(), journal);
      if (left.get().scripts().stream().anyMatch(Trace::runner)) {
        completions.expect(left.get().runner());
      }
      journal.end();
    }
    SettingsFile.in(settings.workdir()).delete();
  }

  private boolean awaitRunner(JournalEntry left) throws InterruptedException {
    boolean said = false;
    while (left.scripts().stream().anyMatch(s -> s.runner() && !s.tree().alive().isEmpty())
        && atWork(left)) {
      if (!said) {
        reporter.skipped(
            Stage.RECOVERED, left.runner() + " outlived its executor and is at work: waiting");
        said = true;
      }
      if (stopped(settings.timeouts().of(Limit.RUNNER_IDLE_READING))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the runner has a job; in doubt it has. */
  private boolean atWork(JournalEntry left) {
    try {
      RunnerApi ask = api.housekeeping();
      boolean ours =
          ask.job(left.repository(), left.job())
              .filter(job -> job.status().equals("in_progress"))
              .flatMap(RunnerApi.Job::runnerName)
              .filter(left.runner()::equals)
              .isPresent();
      return ours
          || ask.runners(left.repository(), Optional.of(left.runner())).stream()
              .anyMatch(RunnerApi.Runner::busy);
    } catch (GithubException e) {
      return GithubCall.isAway(e);
    }
  }

  private boolean stopped(Duration within) throws InterruptedException {
    pulse.beatWithin(within);
    return Waits.until(stop, within);
  }

  /** Scripts that ran without a job: the board was being powered down or prepared. */
  private void endChores(Journal journal) {
    if (journal.chores().isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    pulse.beatWithin(settings.timeouts().of(Limit.UNDO));
    for (Trace script : journal.chores()) {
      script.tree().end(ProcessTree.Manner.TERMINATE, settings.timeouts().of(Limit.GRACE));
    }
    journal.choresOver();
    reporter.ok(
        Stage.RECOVERED,
        Duration.ofNanos(System.nanoTime() - begun),
        "ended what was left of a script of the board's");
  }

  private void undo(JournalEntry left, Journal journal) {
    long begun = System.nanoTime();
    Duration grace = settings.timeouts().of(Limit.GRACE);
    pulse.beatWithin(settings.timeouts().of(Limit.UNDO));
    for (Trace script : left.scripts()) {
      script
          .tree()
          .end(
              script.runner() ? ProcessTree.Manner.INTERRUPT : ProcessTree.Manner.TERMINATE, grace);
    }
    if (left.configured()) {
      if (!left.jit()) {
        remove(journal);
      }
      debts.settle(new Debts.Debt(left.repository(), left.runner()));
    }
    reporter.ok(
        Stage.RECOVERED,
        Duration.ofNanos(System.nanoTime() - begun),
        "undone what was left of job "
            + left.job()
            + " of "
            + left.repository().fullName()
            + " ("
            + left.runner()
            + ")");
  }

  private void remove(Journal journal) {
    if (programs.githubPrepare().isEmpty()) {
      return;
    }
    String what = "github_prepare remove";
    new Chore(settings, stdio, journal)
        .run(
            what,
            programs.githubPrepare().get().with("remove"),
            settings.timeouts().of(Limit.CONFIGURE))
        .filter(outcome -> !outcome.ok())
        .ifPresent(
            outcome ->
                reporter.failed(
                    Stage.RUNNER_REMOVED, outcome.took(), what + ": " + outcome.detail()));
  }
}
