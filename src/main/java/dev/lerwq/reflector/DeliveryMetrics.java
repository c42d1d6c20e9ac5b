package dev.lerwq.reflector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the reflector counts. */
class DeliveryMetrics {
  /** Senders choose the event's name; unknown ones share a series. */
  private static final String JOBS = "workflow_job";

  private static final Set<String> KNOWN_EVENTS = Set.of(JOBS, "star", "ping");

  private final MeterRegistry registry;

  /** Asking the registry for a series costs more than counting in it. */
  private final Map<Delivered, Counter> deliveries = new ConcurrentHashMap<>();

  private final Map<Answered, Timer> publications = new ConcurrentHashMap<>();

  DeliveryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Begins at zero with what an alarm may look for: a rise from nothing is no rise. */
  void register() {
    for (Decision.Outcome each : Decision.Outcome.values()) {
      var unused = deliveries(JOBS, Reply.outcome(each));
    }
    for (String outcome : Reply.FAILURES) {
      var unused = deliveries(JOBS, outcome);
    }
  }

  void delivered(String event, Reply reply) {
    String shown = event != null && KNOWN_EVENTS.contains(event) ? event : "other";
    deliveries(shown, reply.outcome()).increment();
  }

  private Counter deliveries(String event, String outcome) {
    return deliveries.computeIfAbsent(
        new Delivered(event, outcome),
        key -> registry.counter("lerwq.webhook.deliveries", "event", event, "outcome", outcome));
  }

  void published(String channel, boolean accepted, Duration elapsed) {
    publications.computeIfAbsent(new Answered(channel, accepted), this::timer).record(elapsed);
  }

  private Timer timer(Answered key) {
    return Timer.builder("lerwq.publish")
        .description("From handing a message to its channel until the bus has answered")
        .tag("channel", key.channel())
        .tag("accepted", Boolean.toString(key.accepted()))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  private record Delivered(String event, String outcome) {}

  private record Answered(String channel, boolean accepted) {}
}
