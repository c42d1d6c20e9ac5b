package dev.lerwq.reflector;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;

/** What the reflector counts. */
class DeliveryMetrics {
  /** Senders choose the event's name; unknown ones share a series. */
  private static final Set<String> KNOWN_EVENTS = Set.of("workflow_job", "star", "ping");

  private final MeterRegistry registry;

  DeliveryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void delivered(String event, Reply reply) {
    String shown = event != null && KNOWN_EVENTS.contains(event) ? event : "other";
    registry
        .counter("lerwq.webhook.deliveries", "event", shown, "outcome", reply.outcome())
        .increment();
  }

  void published(String channel, boolean accepted, Duration elapsed) {
    Timer.builder("lerwq.publish")
        .description("From handing a message to its channel until the bus has answered")
        .tag("channel", channel)
        .tag("accepted", Boolean.toString(accepted))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry)
        .record(elapsed);
  }
}
