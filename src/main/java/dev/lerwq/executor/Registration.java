package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;

/** A runner as GitHub knows it: one that stays behind is listed there, offline, for weeks. */
final class Registration {
  private final RunnerApi api;
  private final RepositoryRef repository;
  private final String runner;
  private final Reporter reporter;

  Registration(RunnerApi api, RepositoryRef repository, String runner, Reporter reporter) {
    this.api = api;
    this.repository = repository;
    this.runner = runner;
    this.reporter = reporter;
  }

  /** Deletes it, if it is there. That it cannot be deleted is reported. */
  void delete() {
    try {
      for (RunnerApi.Runner left : api.runners(repository, Optional.of(runner))) {
        api.deleteRunner(repository, left.id());
        reporter.ok(
            Stage.RUNNER_REMOVED,
            Duration.ZERO,
            "the registration of " + runner + " was deleted at GitHub");
      }
    } catch (GithubException e) {
      reporter.failed(
          Stage.RUNNER_REMOVED,
          Duration.ZERO,
          "the registration of "
              + runner
              + " may be left behind: "
              + e.kind()
              + ": "
              + e.getMessage());
    }
  }
}
