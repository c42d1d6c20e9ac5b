package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** A peek-lock. In a session the lock is the session's, which its {@link SessionKeeper} renews. */
final class ServiceBusLease implements Lease {
  /** Looks at the clock a little after the lock's end, so that it has surely passed. */
  private static final Duration AFTER = Duration.ofMillis(5);

  private final ServiceBusReceivedMessage received;
  private final InboundMessage message;
  private final Source source;
  private final Attachment link;
  private final Workshop workshop;
  private final Runnable whenOver;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private Instant until;
  private State state = State.HELD;

  private enum State {
    HELD,
    SETTLING,
    SETTLED,
    LOST
  }

  /**
   * @param whenOver called once, when the lease is settled or lost
   */
  ServiceBusLease(
      ServiceBusReceivedMessage received,
      Source source,
      Attachment link,
      Workshop workshop,
      Runnable whenOver) {
    this.received = received;
    this.message = MessageMapping.received(received);
    this.source = source;
    this.link = link;
    this.workshop = workshop;
    this.whenOver = whenOver;
    this.until =
        Optional.ofNullable(received.getLockedUntil())
            .map(OffsetDateTime::toInstant)
            .orElse(Instant.MAX);
  }

  /** Begins to watch the lock's end. */
  void watch() {
    Duration left = Duration.between(Instant.now(), end()).plus(AFTER);
    workshop.later(left.isNegative() ? AFTER : left, this::look);
  }

  private void look() {
    synchronized (this) {
      if (state == State.SETTLED || state == State.LOST) {
        return;
      }
    }
    if (isExpired()) {
      lose();
    } else {
      watch();
    }
  }

  @Override
  public InboundMessage message() {
    return message;
  }

  @Override
  public Optional<Instant> lockedUntil() {
    return Optional.of(end());
  }

  private Instant end() {
    Optional<Instant> session = link.keeper().flatMap(SessionKeeper::lockedUntil);
    synchronized (this) {
      return session.filter(s -> s.isAfter(until)).orElse(until);
    }
  }

  private boolean isExpired() {
    return !Instant.now().isBefore(end());
  }

  @Override
  public CompletionStage<Void> renew() {
    Optional<BusException> gone = gone();
    if (gone.isPresent()) {
      return CompletableFuture.failedFuture(gone.get());
    }
    return link.keeper()
        .map(SessionKeeper::renew)
        .orElseGet(() -> workshop.ask(Mono.defer(this::renewal)))
        .handle((end, why) -> why == null ? extend(end) : fail(why));
  }

  private Mono<Instant> renewal() {
    return client().renewMessageLock(received).map(OffsetDateTime::toInstant);
  }

  private synchronized Void extend(Instant end) {
    until = end;
    return null;
  }

  @Override
  public CompletionStage<Void> complete() {
    return settle(() -> client().complete(received));
  }

  @Override
  public CompletionStage<Void> abandon() {
    return settle(() -> client().abandon(received));
  }

  @Override
  public CompletionStage<Void> release() {
    return settle(() -> Releasing.release(client(), received));
  }

  /**
   * Renews first: the broker answers the dead-lettering of a message whose lock is lost with the
   * outcome that the client expects of one that worked.
   */
  @Override
  public CompletionStage<Void> deadLetter(String reason, String detail) {
    DeadLetterOptions why =
        new DeadLetterOptions().setDeadLetterReason(reason).setDeadLetterErrorDescription(detail);
    return settle(
        () -> {
          Mono<?> stillOurs = link.keeper().isPresent() ? client().renewSessionLock() : renewal();
          return stillOurs.then(Mono.defer(() -> client().deadLetter(received, why)));
        });
  }

  @Override
  public CompletionStage<Void> lost() {
    return lost.minimalCompletionStage();
  }

  private CompletionStage<Void> settle(Supplier<Mono<Void>> outcome) {
    synchronized (this) {
      if (state == State.SETTLED || state == State.SETTLING) {
        throw new IllegalStateException(message + " is settled, or being settled, already");
      }
    }
    Optional<BusException> gone = gone();
    if (gone.isPresent()) {
      return CompletableFuture.failedFuture(gone.get());
    }
    enter(State.SETTLING);
    return workshop
        .send(Mono.defer(outcome))
        .handle(
            (unused, why) -> {
              if (why != null) {
                enter(State.HELD);
                return fail(why);
              }
              enter(State.SETTLED);
              whenOver.run();
              return null;
            });
  }

  private Void fail(Throwable why) {
    BusException failure = workshop.failures().settling(message + " of " + source, unwrapped(why));
    if (failure instanceof BusException.LeaseLost) {
      lose();
    }
    throw failure;
  }

  private static Throwable unwrapped(Throwable why) {
    return why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
  }

  private Optional<BusException> gone() {
    if (isExpired()) {
      lose();
    }
    synchronized (this) {
      return state == State.LOST
          ? Optional.of(
              new BusException.LeaseLost(message + " of " + source + " is locked for us no more"))
          : Optional.empty();
    }
  }

  /** The message is somebody else's now, unless it was settled or is just being. */
  void lose() {
    synchronized (this) {
      if (state != State.HELD) {
        return;
      }
      state = State.LOST;
    }
    whenOver.run();
    lost.complete(null);
  }

  private synchronized void enter(State next) {
    if (state != State.LOST) {
      state = next;
    }
  }

  private ServiceBusReceiverAsyncClient client() {
    return link.client();
  }
}
