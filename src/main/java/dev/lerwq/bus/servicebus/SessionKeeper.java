package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/** Keeps a session locked for as long as its link is open. */
final class SessionKeeper {
  private static final Logger LOG = Logger.getLogger(SessionKeeper.class);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final Source session;
  private final ServiceBusReceiverAsyncClient client;
  private final Workshop workshop;
  private final Consumer<Throwable> whenLost;
  private volatile Optional<Instant> lockedUntil = Optional.empty();
  private volatile boolean stopped;

  SessionKeeper(
      Source session,
      ServiceBusReceiverAsyncClient client,
      Workshop workshop,
      Consumer<Throwable> whenLost) {
    this.session = session;
    this.client = client;
    this.workshop = workshop;
    this.whenLost = whenLost;
  }

  /** Renews now, and from then on when a third of the remaining time has passed. */
  void start() {
    if (stopped) {
      return;
    }
    CompletionStage<Void> unused =
        renew()
            .handle(
                (until, why) -> {
                  next(Optional.ofNullable(why));
                  return null;
                });
  }

  private void next(Optional<Throwable> why) {
    if (stopped) {
      return;
    }
    if (why.filter(Failures::lockLost).isPresent()) {
      LOG.warnf("%s: its lock is lost", session);
      whenLost.accept(why.get());
      return;
    }
    Duration left = Duration.between(Instant.now(), lockedUntil.orElse(Instant.EPOCH));
    Duration pause = left.dividedBy(3);
    workshop.later(pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause, this::start);
  }

  CompletionStage<Instant> renew() {
    CompletableFuture<Instant> renewed =
        workshop.ask(Mono.defer(client::renewSessionLock).map(OffsetDateTime::toInstant));
    return renewed.whenComplete(
        (until, why) -> {
          if (until != null) {
            lockedUntil = Optional.of(until);
          }
        });
  }

  /** When the lock ends unless it is renewed; empty before the first renewal. */
  Optional<Instant> lockedUntil() {
    return lockedUntil;
  }

  void stop() {
    stopped = true;
  }
}
