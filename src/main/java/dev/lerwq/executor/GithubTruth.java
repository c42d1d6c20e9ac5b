package dev.lerwq.executor;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What GitHub says of one job. It can be wrong for seconds, so a reading on which something would
 * be thrown away has to be confirmed.
 */
final class GithubTruth {
  private static final Set<String> WAITING = Set.of("queued", "waiting", "requested", "pending");
  private static final Set<String> TAKEN = Set.of("in_progress", "completed");

  private final RunnerApi api;
  private final RepositoryRef repository;
  private final long jobId;
  private final Duration pause;

  GithubTruth(RunnerApi api, RepositoryRef repository, long jobId, Duration pause) {
    this.api = api;
    this.repository = repository;
    this.jobId = jobId;
    this.pause = pause;
  }

  /**
   * @param signal what it means
   * @param detail what GitHub said, or why it said nothing
   * @param completedBy the runner that completed the job, if one did
   */
  record Reading(Signal signal, String detail, Optional<String> completedBy) {
    private Reading(Signal signal, String detail) {
      this(signal, detail, Optional.empty());
    }
  }

  /** Whether the job still needs a runner: to say no takes two readings. */
  Reading isNeeded() throws InterruptedException {
    return confirmed(Set.of(Signal.NO_LONGER_QUEUED));
  }

  /** Whether the job has got a runner: to say no, or nothing, takes two readings. */
  Reading wasRun() throws InterruptedException {
    return confirmed(Set.of(Signal.STILL_QUEUED, Signal.GITHUB_UNSURE));
  }

  private Reading confirmed(Set<Signal> doubtful) throws InterruptedException {
    Reading first = read();
    if (!doubtful.contains(first.signal())) {
      return first;
    }
    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    return read();
  }

  private Reading read() {
    try {
      return api.job(repository, jobId)
          .map(GithubTruth::reading)
          .orElseGet(() -> new Reading(Signal.GITHUB_UNSURE, "GitHub knows no such job"));
    } catch (GithubException e) {
      return new Reading(Signal.GITHUB_UNSURE, e.kind() + ": " + e.getMessage());
    }
  }

  private static Reading reading(RunnerApi.Job job) {
    Optional<String> runner = job.runnerName().filter(name -> !name.isEmpty());
    String said =
        "GitHub says "
            + job.status()
            + job.conclusion().map(c -> " (" + c + ")").orElse("")
            + runner.map(n -> " on " + n).orElse("");
    if (WAITING.contains(job.status())) {
      return new Reading(Signal.STILL_QUEUED, said);
    }
    return new Reading(
        TAKEN.contains(job.status()) ? Signal.NO_LONGER_QUEUED : Signal.GITHUB_UNSURE,
        said,
        runner.filter(name -> job.status().equals("completed")));
  }
}
