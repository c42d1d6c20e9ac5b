package dev.lerwq.executor;

import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.executor.JobState.Verdict;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import dev.lerwq.message.GithubWorkflow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The steps of one job. Making a step is quick; calling it may block, reports what came of it, and
 * answers with the signal for the job's life.
 */
final class JobSteps {
  private final ExecutorSettings settings;
  private final Programs programs;
  private final GithubWorkflow message;
  private final JobEvent.Job job;
  private final RepositoryRef repository;
  private final RunnerApi api;
  private final ScriptSet scripts;
  private final Journal journal;
  private final Reporter reporter;
  private final GithubTruth truth;
  private final SettingsFile settingsFile;
  private volatile Optional<Script> current = Optional.empty();
  private volatile Optional<Secret> token = Optional.empty();

  JobSteps(
      ExecutorSettings settings,
      Programs programs,
      GithubWorkflow message,
      JobEvent.Job job,
      RunnerApi api,
      ScriptSet scripts,
      Journal journal,
      Reporter reporter) {
    this.settings = settings;
    this.programs = programs;
    this.message = message;
    this.job = job;
    this.repository = new RepositoryRef(message.installation(), message.owner(), message.repo());
    this.api = api;
    this.scripts = scripts;
    this.journal = journal;
    this.reporter = reporter;
    this.truth = new GithubTruth(api, repository, job.id(), limit(Limit.SECOND_READING));
    this.settingsFile = SettingsFile.in(settings.workdir());
  }

  RepositoryRef repository() {
    return repository;
  }

  SettingsFile settingsFile() {
    return settingsFile;
  }

  /** Ends the script in hand with its processes; the step that runs it then ends. */
  void endScript(ProcessTree.Manner manner) {
    current.ifPresent(script -> script.stop(manner));
  }

  Callable<Signal> askWhetherNeeded() {
    return () -> asked(Stage.JOB_CHECKED, truth.isNeeded(), "");
  }

  Callable<Signal> askWhetherRun() {
    return () ->
        asked(
            Stage.JOB_JUDGED,
            truth.wasRun(),
            "; the runner's exit code and its completion message decide");
  }

  private Signal asked(Stage stage, GithubTruth.Reading reading, String otherwise) {
    if (reading.signal() == Signal.GITHUB_UNSURE) {
      reporter.failed(stage, Duration.ZERO, reading.detail() + otherwise);
    } else {
      reporter.ok(stage, Duration.ZERO, reading.detail());
    }
    return reading.signal();
  }

  Callable<Signal> prepareBoard() {
    if (programs.boardPrepare().isEmpty()) {
      return skip(Stage.BOARD_PREPARED, "no board_prepare is configured");
    }
    Script script =
        scripts.script(
            "board_prepare",
            programs.boardPrepare().get().with(message.flavour()),
            limit(Limit.PREPARE));
    return step(script, Stage.BOARD_PREPARED);
  }

  Callable<Signal> getToken() {
    if (programs.githubPrepare().isEmpty()) {
      return skip(Stage.TOKEN_GRANTED, "no github_prepare is configured");
    }
    return () -> {
      long begun = System.nanoTime();
      TokenRequest.Answer answer = new TokenRequest(api, settings.timeouts()).ask(repository);
      token = answer.token();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (token.isPresent()) {
        reporter.ok(Stage.TOKEN_GRANTED, took, "");
        return Signal.STEP_OK;
      }
      reporter.failed(Stage.TOKEN_GRANTED, took, answer.detail());
      return Signal.STEP_FAILED;
    };
  }

  Callable<Signal> configure() {
    if (programs.githubPrepare().isEmpty()) {
      return skip(Stage.RUNNER_REGISTERED, "no github_prepare is configured");
    }
    settingsFile.delete();
    journal.change(JournalEntry::withConfigured);
    List<String> command =
        programs
            .githubPrepare()
            .get()
            .with(
                "configure",
                job.runner(),
                String.join(",", message.labels()),
                message.repoHtmlUrl(),
                token.map(Secret::reveal).orElse(""));
    token = Optional.empty();
    Script script = script("github_prepare configure", command, Limit.CONFIGURE);
    current = Optional.of(script);
    return () -> {
      ScriptOutcome outcome = script.run();
      Optional<String> problem = outcome.ok() ? settingsFile.protect() : Optional.empty();
      return ended(script, Stage.RUNNER_REGISTERED, outcome, problem);
    };
  }

  Callable<Signal> copySettings() {
    if (programs.githubPrepare().isEmpty()) {
      return skip(Stage.SETTINGS_COPIED, "no github_prepare is configured");
    }
    Script script =
        scripts.reading(
            "remotecmd (copying settings.json)",
            programs.remote().with("cat > /tmp/settings.json"),
            settingsFile.path(),
            limit(Limit.COPY));
    return step(script, Stage.SETTINGS_COPIED);
  }

  Callable<Signal> run() {
    Script script =
        scripts.plumbed("remotecmd (the runner)", programs.remote().with(settings.githubRun()));
    current = Optional.of(script);
    return () -> {
      reporter.ok(Stage.RUNNER_STARTED, Duration.ZERO, "");
      ScriptOutcome outcome = script.run();
      Signal ended = ended(script, Stage.RUNNER_RAN, outcome, Optional.empty());
      return ended == Signal.STEP_OK ? Signal.RUNNER_OK : Signal.RUNNER_FAILED;
    };
  }

  Callable<Signal> settle(Lease lease, Verdict verdict) {
    return () -> {
      long begun = System.nanoTime();
      boolean complete = verdict == Verdict.COMPLETE;
      Settlement settlement =
          Settlement.attempt(
              complete ? lease::complete : lease::abandon,
              limit(Limit.SETTLE),
              settings.timeouts());
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (settlement.done()) {
        reporter.ok(Stage.SETTLED, took, complete ? "completed" : "given back");
        return Signal.SETTLED;
      }
      reporter.failed(
          Stage.SETTLED, took, settlement.detail() + "; the message is left to its lock");
      return Signal.NOT_SETTLED;
    };
  }

  Callable<Signal> remove() {
    if (programs.githubPrepare().isEmpty()) {
      return skip(Stage.RUNNER_REMOVED, "no github_prepare is configured");
    }
    Script script =
        script(
            "github_prepare remove",
            programs.githubPrepare().get().with("remove"),
            Limit.CONFIGURE);
    current = Optional.of(script);
    return () -> {
      ScriptOutcome outcome = script.run();
      Signal signal = ended(script, Stage.RUNNER_REMOVED, outcome, Optional.empty());
      if (signal == Signal.STEP_FAILED) {
        new Registration(api, repository, job.runner(), reporter).delete();
      }
      return signal;
    };
  }

  private Script script(String what, List<String> command, Limit limit) {
    return scripts.script(what, command, limit(limit));
  }

  private Callable<Signal> step(Script script, Stage stage) {
    current = Optional.of(script);
    return () -> ended(script, stage, script.run(), Optional.empty());
  }

  private Signal ended(
      Script script, Stage stage, ScriptOutcome outcome, Optional<String> problem) {
    if (outcome.ok() && problem.isEmpty()) {
      reporter.ok(stage, outcome.took(), "");
      return Signal.STEP_OK;
    }
    reporter.failed(stage, outcome.took(), script.what() + ": " + problem.orElse(outcome.detail()));
    return Signal.STEP_FAILED;
  }

  private Callable<Signal> skip(Stage stage, String why) {
    current = Optional.empty();
    return () -> {
      reporter.skipped(stage, why);
      return Signal.STEP_OK;
    };
  }

  private Duration limit(Limit limit) {
    return settings.timeouts().of(limit);
  }
}
