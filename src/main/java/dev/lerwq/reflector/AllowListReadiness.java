package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready only if there is an allow list to decide by. */
@Readiness
@Singleton
class AllowListReadiness implements HealthCheck {
  private final AllowList allowList;

  AllowListReadiness(AllowList allowList) {
    this.allowList = allowList;
  }

  @Override
  public HealthCheckResponse call() {
    AllowList.Status status = allowList.status();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("allow list")
            .status(status.usable())
            .withData("entries", status.entries());
    status.loadedAt().ifPresent(at -> response.withData("loaded", at.toString()));
    status.problem().ifPresent(problem -> response.withData("problem", problem));
    return response.build();
  }
}
