package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Outcome;
import dev.lerwq.executor.JobEvent.Stage;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Logs each event as one line, and tells the observer. */
final class Reporter {
  private static final Logger LOG = Logger.getLogger(Executor.class);

  private final String host;
  private final JobObserver observer;
  private final Optional<JobEvent.Job> job;
  private final Object gate;

  Reporter(String host, JobObserver observer) {
    this(host, observer, Optional.empty(), new Object());
  }

  private Reporter(String host, JobObserver observer, Optional<JobEvent.Job> job, Object gate) {
    this.host = host;
    this.observer = observer;
    this.job = job;
    this.gate = gate;
  }

  /** A reporter whose events are about one job. */
  Reporter about(JobEvent.Job subject) {
    return new Reporter(host, observer, Optional.of(subject), gate);
  }

  void ok(Stage stage, Duration took, String detail) {
    report(stage, Outcome.OK, took, detail);
  }

  void failed(Stage stage, Duration took, String detail) {
    report(stage, Outcome.FAILED, took, detail);
  }

  void skipped(Stage stage, String detail) {
    report(stage, Outcome.SKIPPED, Duration.ZERO, detail);
  }

  void report(Stage stage, Outcome outcome, Duration took, String detail) {
    JobEvent event =
        new JobEvent(Clock.systemUTC().instant(), host, stage, outcome, job, took, detail);
    synchronized (gate) {
      log(event);
      try {
        observer.on(event);
      } catch (RuntimeException e) {
        LOG.errorf(e, "the observer failed at %s", stage);
      }
    }
  }

  private static void log(JobEvent event) {
    Logger.Level level =
        switch (event.outcome()) {
          case OK -> Logger.Level.INFO;
          case FAILED -> Logger.Level.WARN;
          case SKIPPED -> Logger.Level.DEBUG;
        };
    LOG.logf(
        level,
        "%s%s: %s%s%s%s",
        event.host(),
        event.job().map(j -> ": " + j + " (" + j.runner() + ")").orElse(""),
        event.stage().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        event.outcome() == Outcome.FAILED ? " failed" : "",
        event.took().isZero() ? "" : " after " + event.took().toMillis() + " ms",
        event.detail().isEmpty() ? "" : ": " + event.detail());
  }
}
