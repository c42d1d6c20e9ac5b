package dev.lerwq.bus.amqp;

import dev.lerwq.bus.Lease;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A receive that has not been answered yet. For the context. */
final class PendingReceive {
  final CompletableFuture<Optional<Lease>> result = new CompletableFuture<>();

  /** Ends the wait, and later the patience with the broker. */
  private Optional<Long> timer = Optional.empty();

  /** The wait is over; what is on its way still counts. */
  boolean expired;

  /** The broker has said once already that there is nothing. */
  boolean askedAgain;

  void after(Vertx vertx, Duration delay, Runnable action) {
    timer = Optional.of(vertx.setTimer(delay.toMillis(), id -> action.run()));
  }

  void cancelTimer(Vertx vertx) {
    timer.ifPresent(vertx::cancelTimer);
  }
}
