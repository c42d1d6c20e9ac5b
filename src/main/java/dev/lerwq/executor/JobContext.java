package dev.lerwq.executor;

import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.message.GithubWorkflow;
import java.time.Duration;

/** What the steps of one job work with. */
record JobContext(
    ExecutorSettings settings,
    Programs programs,
    GithubWorkflow message,
    JobEvent.Job job,
    RunnerApi api,
    ScriptSet scripts,
    Journal journal,
    Debts debts,
    LateCompletions completions,
    Board board,
    Reporter reporter) {

  RepositoryRef repository() {
    return new RepositoryRef(message.installation(), message.owner(), message.repo());
  }

  SettingsFile settingsFile() {
    return SettingsFile.in(settings.workdir());
  }

  Duration limit(Limit limit) {
    return settings.timeouts().of(limit);
  }

  /** Carries {@code settings.json} to the board, without its content in anybody's arguments. */
  Script copyScript() {
    return scripts.reading(
        "remotecmd (copying settings.json)",
        programs.remote().with("cat > /tmp/settings.json"),
        settingsFile().path(),
        limit(Limit.COPY));
  }
}
