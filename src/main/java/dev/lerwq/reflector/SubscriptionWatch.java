package dev.lerwq.reflector;

import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Runs the {@link SubscriptionCheck} soon after the start and every few minutes from then on. */
@ApplicationScoped
public class SubscriptionWatch {
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final SubscriptionCheck check;
  private final Vertx vertx;
  private long timer;

  SubscriptionWatch(SubscriptionCheck check, Vertx vertx) {
    this.check = check;
    this.vertx = vertx;
  }

  /** Begins to look. */
  public void start() {
    after(FIRST);
  }

  private void after(Duration pause) {
    timer =
        vertx.setTimer(
            pause.toMillis(), id -> check.run().whenComplete((done, failure) -> after(EVERY)));
  }

  @PreDestroy
  void stop() {
    vertx.cancelTimer(timer);
  }
}
