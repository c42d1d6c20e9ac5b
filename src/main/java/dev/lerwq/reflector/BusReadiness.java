package dev.lerwq.reflector;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready only if a job could be published now. */
@Readiness
@Singleton
class BusReadiness implements AsyncHealthCheck {
  private static final String NAME = "bus";

  /** Longer than an adapter waits for its broker: it then says why, and in words of its own. */
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final Instance<Bus> bus;
  private final Destination workQueue;
  private final SubscriptionCheck subscriptions;

  BusReadiness(Instance<Bus> bus, Destination workQueue, SubscriptionCheck subscriptions) {
    this.bus = bus;
    this.workQueue = workQueue;
    this.subscriptions = subscriptions;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .deferred(() -> Uni.createFrom().completionStage(bus.get().check(workQueue)))
        .ifNoItem()
        .after(LIMIT)
        .failWith(
            () -> new BusException.Unavailable("no answer within " + LIMIT.toSeconds() + " s"))
        .map(reachable -> up())
        .onFailure()
        .recoverWithItem(
            failure ->
                HealthCheckResponse.named(NAME)
                    .down()
                    .withData("entity", workQueue.entity())
                    .withData("problem", String.valueOf(failure.getMessage()))
                    .build());
  }

  private HealthCheckResponse up() {
    Set<String> missing = new TreeSet<>(subscriptions.missing());
    HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).up();
    if (!missing.isEmpty()) {
      response.withData("labels without a subscription", String.join(", ", missing));
    }
    return response.build();
  }
}
