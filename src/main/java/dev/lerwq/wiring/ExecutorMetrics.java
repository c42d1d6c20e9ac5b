package dev.lerwq.wiring;

import dev.lerwq.executor.JobEvent;
import dev.lerwq.executor.JobObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** Counts and times what an executor does: {@code lerwq_executor_stage_seconds}. */
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
  }
}
