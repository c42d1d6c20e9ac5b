package dev.lerwq.github;

import java.util.List;
import java.util.Optional;

/**
 * What lerwq asks of GitHub about self-hosted runners and jobs. Calls block, with a time limit of
 * their own, and are safe for concurrent use.
 */
public interface RunnerApi {

  /**
   * A token with which a runner can register itself at {@code repository}. Valid for an hour and
   * reusable.
   */
  Secret registrationToken(RepositoryRef repository) throws GithubException;

  /**
   * Registers a just-in-time runner.
   *
   * @throws GithubException of kind {@code CONFLICT} if a runner of that name exists
   */
  JitRunner generateJitConfig(RepositoryRef repository, JitRequest request) throws GithubException;

  /**
   * The runners registered at a repository, all pages; those of one name if {@code name} is given.
   */
  List<Runner> runners(RepositoryRef repository, Optional<String> name) throws GithubException;

  /**
   * Removes a registration. That it is gone already is no error.
   *
   * @return whether it was there
   * @throws GithubException of kind {@code REJECTED} if the runner is in the middle of a job
   */
  boolean deleteRunner(RepositoryRef repository, long runnerId) throws GithubException;

  /** What GitHub says of a job now; empty if it knows no such job. It may be wrong for seconds. */
  Optional<Job> job(RepositoryRef repository, long jobId) throws GithubException;

  /**
   * The same for questions that can wait. They are refused with {@code RATE_LIMITED}, without being
   * sent, as soon as little is left of GitHub's rate limits, so that what is left goes to jobs.
   */
  default RunnerApi housekeeping() {
    return this;
  }

  /**
   * @param status {@code online} or {@code offline}
   * @param busy whether it runs a job; unreliable in the middle of one
   */
  record Runner(long id, String name, String os, String status, boolean busy, List<String> labels) {
    public Runner {
      labels = List.copyOf(labels);
    }
  }

  /**
   * @param status {@code queued}, {@code in_progress}, {@code completed}, {@code waiting}, {@code
   *     requested} or {@code pending}
   * @param conclusion how it ended; empty while it has not
   * @param runnerName who runs or ran it; empty if nobody
   */
  record Job(long id, String status, Optional<String> conclusion, Optional<String> runnerName) {}

  /** What a just-in-time runner is to be. */
  record JitRequest(String name, long runnerGroupId, List<String> labels, String workFolder) {
    public JitRequest {
      labels = List.copyOf(labels);
    }
  }

  /**
   * @param id what to delete when it is no longer needed
   * @param config what the runner is started with; good for one start
   */
  record JitRunner(long id, Secret config) {}
}
