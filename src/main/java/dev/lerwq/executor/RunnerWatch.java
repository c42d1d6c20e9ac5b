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
 * Notices a runner that waits for ever, because its job was cancelled or taken by another runner.
 *
 * <p>The runner may itself have taken another's job, and GitHub's {@code busy} is unreliable in the
 * middle of one. So a runner counts as idle only when several readings in a row say that our job
 * needs no runner any more, is not running here, and that the runner is not busy.
 */
final class RunnerWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RunnerWatch.class);
  private static final int READINGS = 3;
  private static final Set<String> WAITING = Set.of("queued", "waiting", "requested", "pending");

  private final RunnerApi api;
  private final RepositoryRef repository;
  private final JobEvent.Job job;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Consumer<String> onIdle;
  private volatile boolean closed;
  private int idleReadings;

  /**
   * @param onIdle called at most once, with the reason
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

  private Void read() {
    if (closed) {
      return null;
    }
    Optional<String> idle = idle();
    idleReadings = idle.isPresent() ? idleReadings + 1 : 0;
    if (idleReadings >= READINGS && !closed) {
      onIdle.accept(idle.orElseThrow());
    } else {
      schedule(timeouts.of(Limit.RUNNER_IDLE_READING));
    }
    return null;
  }

  private Optional<String> idle() {
    try {
      Optional<RunnerApi.Job> now = api.job(repository, job.id());
      if (now.isEmpty() || WAITING.contains(now.get().status())) {
        return Optional.empty();
      }
      boolean here = now.get().runnerName().filter(job.runner()::equals).isPresent();
      if (here && !now.get().status().equals("completed")) {
        return Optional.empty();
      }
      if (api.runners(repository, Optional.of(job.runner())).stream()
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
