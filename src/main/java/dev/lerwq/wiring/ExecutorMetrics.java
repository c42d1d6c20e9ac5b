package dev.lerwq.wiring;

import dev.lerwq.executor.JobEvent;
import dev.lerwq.executor.JobObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts and times what an executor does: {@code lerwq_executor_stage_seconds}, and what came to
 * nothing: {@code lerwq_executor_runners_idle_total}, {@code lerwq_executor_jobs_stolen_total}.
 */
@Singleton
public class ExecutorMetrics implements JobObserver {
  private final MeterRegistry registry;

  ExecutorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void on(JobEvent event) {
    Timer.builder("lerwq.executor.stage")
        .description("What the executor did, how it went, and how long it took")
        .tag("host", event.host())
        .tag("stage", event.stage().name().toLowerCase(Locale.ROOT))
        .tag("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(10))
        .maximumExpectedValue(Duration.ofHours(6))
        .register(registry)
        .record(event.took());
    switch (event.stage()) {
      case RUNNER_IDLE ->
          count(Counter.builder("lerwq.executor.runners.idle"), "Runners taken down", event);
      case JOB_STOLEN ->
          count(
              Counter.builder("lerwq.executor.jobs.stolen"),
              "Jobs whose runner had another",
              event);
      default -> {
        // Timed above.
      }
    }
  }

  private void count(Counter.Builder counter, String description, JobEvent event) {
    counter.description(description).tag("host", event.host()).register(registry).increment();
  }
}
