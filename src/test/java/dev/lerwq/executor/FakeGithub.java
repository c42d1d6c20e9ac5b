package dev.lerwq.executor;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A GitHub that knows one job, says what it is told to say, and remembers what was asked. */
final class FakeGithub implements RunnerApi {
  static final String TOKEN = "AAAA-registration-token-ZZZZ";

  private final Deque<Optional<GithubException>> tokens = new ArrayDeque<>();
  static final String JIT_CONFIG = "AAAAjitAAAA=";

  private final List<JitRequest> jitRequests = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> deleted = new ArrayList<>();
  private Answer rest = new Answer(Optional.of(job("queued", Optional.empty())));
  private List<Runner> runners = List.of();
  private boolean deletable = true;
  private int refusedDeletions;
  private boolean fixed;
  private int jobReadings;
  private int tokenRequests;

  private record Answer(Optional<Job> job, Optional<GithubException> failure) {
    Answer(Optional<Job> job) {
      this(job, Optional.empty());
    }
  }

  static Job job(String status, Optional<String> runner) {
    Optional<String> conclusion =
        status.equals("completed") ? Optional.of("success") : Optional.empty();
    return new Job(ExecutorRig.JOB, status, conclusion, runner);
  }

  static GithubException failure(GithubException.Kind kind) {
    return failure(kind, Optional.empty());
  }

  static GithubException failure(GithubException.Kind kind, Optional<Duration> retryAfter) {
    return new GithubException(kind, "POST /somewhere: " + kind, retryAfter, null);
  }

  /** Whether a test has said what becomes of the job. */
  synchronized boolean fixed() {
    return fixed;
  }

  /** From now on, the job has this status. */
  synchronized FakeGithub says(String status) {
    fixed = true;
    rest = new Answer(Optional.of(job(status, Optional.empty())));
    answers.clear();
    return this;
  }

  /** From now on, the job is on this runner. */
  synchronized FakeGithub says(String status, String runner) {
    fixed = true;
    rest = new Answer(Optional.of(job(status, Optional.of(runner))));
    answers.clear();
    return this;
  }

  /** The next readings, before the rest. */
  synchronized FakeGithub saysFirst(String... statuses) {
    for (String status : statuses) {
      answers.add(new Answer(Optional.of(job(status, Optional.empty()))));
    }
    return this;
  }

  synchronized FakeGithub knowsNoJob() {
    fixed = true;
    rest = new Answer(Optional.empty());
    return this;
  }

  synchronized FakeGithub isAway() {
    fixed = true;
    rest = new Answer(Optional.empty(), Optional.of(failure(GithubException.Kind.UNAVAILABLE)));
    return this;
  }

  synchronized FakeGithub refusesTokens(int times, GithubException with) {
    for (int i = 0; i < times; i++) {
      tokens.add(Optional.of(with));
    }
    return this;
  }

  synchronized FakeGithub hasRunner(String name, boolean busy) {
    runners = List.of(new Runner(77, name, "linux", "online", busy, List.of()));
    return this;
  }

  synchronized FakeGithub hasOfflineRunner(String name) {
    runners = List.of(new Runner(77, name, "linux", "offline", false, List.of()));
    return this;
  }

  synchronized int jobReadings() {
    return jobReadings;
  }

  synchronized int tokenRequests() {
    return tokenRequests;
  }

  synchronized List<String> deleted() {
    return List.copyOf(deleted);
  }

  @Override
  public synchronized Secret registrationToken(RepositoryRef repository) throws GithubException {
    tokenRequests++;
    Optional<GithubException> failure = tokens.isEmpty() ? Optional.empty() : tokens.remove();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return new Secret(TOKEN);
  }

  @Override
  public synchronized JitRunner generateJitConfig(RepositoryRef repository, JitRequest request)
      throws GithubException {
    jitRequests.add(request);
    Optional<GithubException> failure = tokens.isEmpty() ? Optional.empty() : tokens.remove();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return new JitRunner(78, new Secret(JIT_CONFIG));
  }

  synchronized List<JitRequest> jitRequests() {
    return List.copyOf(jitRequests);
  }

  @Override
  public synchronized List<Runner> runners(RepositoryRef repository, Optional<String> name) {
    return runners.stream()
        .map(
            r ->
                new Runner(
                    r.id(),
                    r.name().equals("*") ? name.orElse("") : r.name(),
                    r.os(),
                    r.status(),
                    r.busy(),
                    r.labels()))
        .filter(r -> name.isEmpty() || name.get().equals(r.name()))
        .toList();
  }

  /** As GitHub does in the middle of a job, whatever it says of {@code busy}. */
  synchronized FakeGithub refusesDeletion() {
    deletable = false;
    return this;
  }

  synchronized void allowsDeletion() {
    deletable = true;
  }

  synchronized int refusedDeletions() {
    return refusedDeletions;
  }

  @Override
  public synchronized boolean deleteRunner(RepositoryRef repository, long runnerId)
      throws GithubException {
    if (!deletable || runners.stream().anyMatch(Runner::busy)) {
      refusedDeletions++;
      throw failure(GithubException.Kind.REJECTED);
    }
    deleted.add(repository.fullName() + " " + runnerId);
    return true;
  }

  @Override
  public synchronized Optional<Job> job(RepositoryRef repository, long jobId)
      throws GithubException {
    jobReadings++;
    Answer answer = answers.isEmpty() ? rest : answers.remove();
    if (answer.failure().isPresent()) {
      throw answer.failure().get();
    }
    return answer.job();
  }
}
