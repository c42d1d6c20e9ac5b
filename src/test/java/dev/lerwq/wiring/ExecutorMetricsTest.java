package dev.lerwq.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.executor.JobEvent;
import dev.lerwq.executor.JobEvent.Outcome;
import dev.lerwq.executor.JobEvent.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutorMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void idleRunnersAndStolenJobsAreCounted() {
    ExecutorMetrics metrics = new ExecutorMetrics(registry);
    metrics.on(event(Stage.RUNNER_IDLE));
    metrics.on(event(Stage.JOB_STOLEN));
    metrics.on(event(Stage.JOB_STOLEN));
    metrics.on(event(Stage.JOB_ENDED));
    assertThat(registry.get("lerwq.executor.runners.idle").tag("host", "b").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("lerwq.executor.jobs.stolen").tag("host", "b").counter().count())
        .isEqualTo(2);
    assertThat(registry.get("lerwq.executor.stage").timers()).hasSize(3);
  }

  private static JobEvent event(Stage stage) {
    return new JobEvent(Instant.EPOCH, "b", stage, Outcome.OK, Optional.empty(), Duration.ZERO, "");
  }
}
