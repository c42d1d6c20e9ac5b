package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/**
 * Puts the reflector together. HTTP resources and filters are made while the application starts,
 * for every command; the proxies of application scope are what keeps the rest from being made with
 * them.
 */
@Singleton
class ReflectorBeans {

  @Produces
  @ApplicationScoped
  Reflector reflector(
      ReflectorSettings settings, AllowList allowList, Outbox outbox, DeliveryMetrics metrics) {
    return new Reflector(
        new Signatures(settings.secrets()),
        handlers(allowList, settings.probeLabels()),
        outbox,
        metrics);
  }

  /** One for each event that is handled. */
  static List<EventHandler> handlers(AllowList allowList, List<String> probeLabels) {
    return List.of(new ForwardWorkflowJob(allowList), new ReportStar(allowList, probeLabels));
  }

  @Produces
  @ApplicationScoped
  DeliveryMetrics metrics(MeterRegistry registry, AllowList allowList) {
    Gauge.builder("lerwq.allowlist.age", allowList, ReflectorBeans::ageSeconds)
        .baseUnit("seconds")
        .description("Since the allow list in use was read; NaN if it never was")
        .register(registry);
    Gauge.builder("lerwq.allowlist.entries", allowList, list -> list.status().entries())
        .description("Entries of the allow list in use")
        .register(registry);
    return new DeliveryMetrics(registry);
  }

  /** Where queued jobs go. */
  @Produces
  @Singleton
  Destination workQueue(Config config) {
    String channel = "mp.messaging.outgoing.work-queue.";
    String kind = config.getOptionalValue(channel + "kind", String.class).orElse("queue");
    return new Destination(
        config.getValue(channel + "entity", String.class),
        Destination.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
  }

  @Produces
  @ApplicationScoped
  SubscriptionCheck subscriptions(
      Bus bus, AllowList allowList, Destination workQueue, MeterRegistry registry) {
    SubscriptionCheck check = new SubscriptionCheck(bus, allowList, workQueue);
    Gauge.builder("lerwq.labels.unsubscribed", check, each -> each.missing().size())
        .description("Allowed labels that the topic has no subscription for: their jobs are lost")
        .register(registry);
    return check;
  }

  @Produces
  @ApplicationScoped
  Admission admission(ReflectorSettings settings, MeterRegistry registry) {
    Admission admission = new Admission(settings.maxDeliveries(), settings.maxBytes());
    Gauge.builder("lerwq.webhook.inflight", admission, Admission::deliveriesInFlight)
        .description("Deliveries that have been admitted and not been answered yet")
        .register(registry);
    Gauge.builder("lerwq.webhook.inflight.bytes", admission, Admission::bytesInFlight)
        .baseUnit("bytes")
        .description("Room that those deliveries hold")
        .register(registry);
    return admission;
  }

  private static double ageSeconds(AllowList allowList) {
    return allowList
        .status()
        .loadedAt()
        .map(at -> Duration.between(at, Instant.now()).toMillis() / 1000.0)
        .orElse(Double.NaN);
  }
}
