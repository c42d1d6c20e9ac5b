package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.artemis.Wire;
import io.vertx.proton.ProtonDelivery;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.jboss.logging.Logger;

/**
 * A delivery that is not settled yet. It is settled in two steps, so that the broker's own
 * settlement tells that it heard.
 */
final class AmqpLease implements Lease {
  private static final Logger LOG = Logger.getLogger(AmqpLease.class);

  private enum State {
    HELD,
    SETTLING,
    SETTLED,
    LOST
  }

  private final InboundMessage message;
  private final ProtonDelivery delivery;
  private final String address;
  private final String deadLetters;
  private final ConsumerParts parts;
  private final Runnable released;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
  private final CompletableFuture<Void> lost = new CompletableFuture<>();

  /** The settlement under way; belongs to the context. */
  private Optional<CompletableFuture<Void>> settling = Optional.empty();

  AmqpLease(
      InboundMessage message,
      ProtonDelivery delivery,
      String address,
      String deadLetters,
      ConsumerParts parts,
      Runnable released) {
    this.message = message;
    this.delivery = delivery;
    this.address = address;
    this.deadLetters = deadLetters;
    this.parts = parts;
    this.released = released;
  }

  @Override
  public InboundMessage message() {
    return message;
  }

  @Override
  public Optional<Instant> lockedUntil() {
    return Optional.empty();
  }

  @Override
  public CompletionStage<Void> renew() {
    return state.get() == State.LOST
        ? CompletableFuture.failedFuture(gone())
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> complete() {
    return begin(result -> settle(Accepted.getInstance(), result));
  }

  @Override
  public CompletionStage<Void> abandon() {
    if (message.attempt() >= parts.settings().maxAttempts() && message.deadLetter().isEmpty()) {
      // A broker with a limit of its own would move it elsewhere, without a reason, or drop it.
      return deadLetterForAttempts();
    }
    Modified failed = new Modified();
    failed.setDeliveryFailed(true);
    return begin(result -> settle(failed, result));
  }

  @Override
  public CompletionStage<Void> release() {
    return begin(result -> settle(Released.getInstance(), result));
  }

  @Override
  public CompletionStage<Void> deadLetter(String reason, String detail) {
    return begin(result -> bury(reason, detail, result));
  }

  /** Dead-letters what consumers kept dying of, or gives it back if that fails; never fails. */
  CompletionStage<Void> bury() {
    return deadLetterForAttempts()
        .exceptionally(
            failure -> {
              LOG.warnf("message %s stays where it is: %s", id(), failure.getMessage());
              giveBack();
              return null;
            });
  }

  private CompletionStage<Void> deadLetterForAttempts() {
    int most = parts.settings().maxAttempts();
    return deadLetter(
        DeadLetter.TOO_MANY_ATTEMPTS, "handed out " + most + " times without being completed");
  }

  @Override
  public CompletionStage<Void> lost() {
    return lost.minimalCompletionStage();
  }

  String id() {
    return message.id().orElse("-");
  }

  private interface Step {
    void run(CompletableFuture<Void> result);
  }

  private CompletionStage<Void> begin(Step step) {
    if (!state.compareAndSet(State.HELD, State.SETTLING)) {
      if (state.get() == State.LOST) {
        return CompletableFuture.failedFuture(gone());
      }
      throw new IllegalStateException("the lease of message " + id() + " is settled already");
    }
    CompletableFuture<Void> result = new CompletableFuture<>();
    parts
        .context()
        .runOnContext(
            v -> {
              if (state.get() == State.LOST) {
                result.completeExceptionally(gone());
              } else {
                settling = Optional.of(result);
                step.run(result);
              }
            });
    return result;
  }

  private void settle(DeliveryState outcome, CompletableFuture<Void> result) {
    delivery.disposition(outcome, true);
    parts
        .connection()
        .roundTrip(
            () -> {
              if (state.compareAndSet(State.SETTLING, State.SETTLED)) {
                settling = Optional.empty();
                released.run();
                result.complete(null);
              }
            });
  }

  /** The copy first: at worst there are two dead letters, never none. */
  private void bury(String reason, String detail, CompletableFuture<Void> result) {
    parts
        .senders()
        .send(deadLetters, Wire.deadLetter(message, address, reason, detail))
        .whenComplete(
            (sent, failure) -> {
              if (state.get() != State.SETTLING) {
                return;
              }
              if (failure == null) {
                settle(Accepted.getInstance(), result);
              } else if (failure instanceof BusException known) {
                failed(result, known);
              } else {
                failed(result, new BusException.Unavailable("cannot dead-letter", failure));
              }
            });
  }

  private void failed(CompletableFuture<Void> result, BusException why) {
    if (state.compareAndSet(State.SETTLING, State.HELD)) {
      settling = Optional.empty();
      result.completeExceptionally(why);
    }
  }

  /** The link is gone, and the delivery with it. */
  void lose() {
    if (state.get() == State.SETTLED || state.getAndSet(State.LOST) == State.LOST) {
      return;
    }
    released.run();
    settling.ifPresent(result -> result.completeExceptionally(gone()));
    settling = Optional.empty();
    lost.complete(null);
  }

  /** The consumer is closed. */
  void giveBack() {
    if (state.get() == State.HELD || state.get() == State.SETTLING) {
      delivery.disposition(Released.getInstance(), true);
      lose();
    }
  }

  private BusException gone() {
    return new BusException.LeaseLost(
        "the lease of message " + id() + " of " + address + " ended with its connection");
  }
}
