package dev.lerwq.executor;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Notices a runner that gets no job, because ours was cancelled, was taken by another runner, or
 * does not reach it.
 *
 * <p>The runner may itself have taken another's job, and GitHub's {@code busy} is unreliable in the
 * middle of one. So a runner counts as idle only when several readings in a row say that our job is
 * not running here and that the runner is not busy, and when GitHub then lets its registration be
 * deleted, which it refuses in the middle of a job. From then on it cannot get one.
 */
final class RunnerWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RunnerWatch.class);
  private static final int READINGS = 3;

  /** Behind a gate: the runner is kept for when it opens. */
  private static final Set<String> HELD_BACK = Set.of("waiting", "requested", "pending");

  private final RunnerApi api;
  private final RepositoryRef repository;
  private final JobEvent.Job job;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Consumer<String> onIdle;
  private volatile boolean closed;
  private volatile boolean recalled;
  private int idleReadings;

  /**
   * @param onIdle called at most once, with the reason; then the runner cannot get a job any more
   */
  RunnerWatch(
      RunnerApi api,
      RepositoryRef repository,
      JobEvent.Job job,
      Workers workers,
      Timeouts timeouts,
      Consumer<String> onIdle) {
    this.api = api;
    this.repository = repository;
    this.job = job;
    this.workers = workers;
    this.timeouts = timeouts;
    this.onIdle = onIdle;
  }

  void start() {
    Duration first = timeouts.of(Limit.RUNNER_IDLE);
    if (!first.isZero()) {
      schedule(first);
    }
  }

  /** The runner is not wanted any more: it goes as soon as GitHub says that it has no job. */
  void recall() {
    recalled = true;
    submit();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void schedule(Duration delay) {
    if (!closed) {
      var unused = workers.after(delay, this::submit);
    }
  }

  private void submit() {
    var unused = workers.submit(this::read);
  }

  private synchronized Void read() {
    if (closed) {
      return null;
    }
    Optional<String> idle = recalled ? Optional.of("its job is another executor's now") : idle();
    idleReadings = idle.isPresent() ? idleReadings + 1 : 0;
    if ((recalled || idleReadings >= READINGS) && deregistered()) {
      closed = true;
      onIdle.accept(idle.orElseThrow());
    } else {
      schedule(timeouts.of(Limit.RUNNER_IDLE_READING));
    }
    return null;
  }

  /**
   * Whether it cannot get a job any more. One whose registration is gone already has had one, and
   * is given some time to end by itself.
   */
  private boolean deregistered() {
    try {
      boolean deleted = false;
      for (RunnerApi.Runner each : api.runners(repository, Optional.of(job.runner()))) {
        deleted |= api.deleteRunner(repository, each.id());
      }
      return deleted || idleReadings >= READINGS;
    } catch (GithubException e) {
      LOG.infof("%s: %s is not taken down: %s", job, job.runner(), e.getMessage());
      idleReadings = 0;
      return false;
    }
  }

  private Optional<String> idle() {
    try {
      RunnerApi ask = api.housekeeping();
      Optional<RunnerApi.Job> now = ask.job(repository, job.id());
      if (now.isEmpty() || HELD_BACK.contains(now.get().status())) {
        return Optional.empty();
      }
      boolean here = now.get().runnerName().filter(job.runner()::equals).isPresent();
      if (here && !now.get().status().equals("completed")) {
        return Optional.empty();
      }
      if (ask.runners(repository, Optional.of(job.runner())).stream()
          .anyMatch(RunnerApi.Runner::busy)) {
        return Optional.empty();
      }
      return Optional.of(
          "the job is "
              + now.get().status()
              + now.get().conclusion().map(c -> " (" + c + ")").orElse("")
              + now.get().runnerName().map(n -> " on " + n).orElse("")
              + " and the runner has none");
    } catch (GithubException e) {
      LOG.debugf("%s: whether %s idles is not known: %s", job, job.runner(), e.getMessage());
      return Optional.empty();
    }
  }
}
