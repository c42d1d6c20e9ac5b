package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.artemis.Addresses;
import dev.lerwq.bus.artemis.Wire;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonSession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.message.Message;
import org.jboss.logging.Logger;

/** One link that gets one credit for each receive, and has it drained when the receive is over. */
final class AmqpConsumer implements Consumer, Connection.User, ReceivingLink.Owner {
  private static final Logger LOG = Logger.getLogger(AmqpConsumer.class);
  private static final long REATTACH_PAUSE_MS = 500;
  private static final long ASK_AGAIN_PAUSE_MS = 5;

  private enum Phase {
    IDLE,
    RECEIVING,
    LEASED
  }

  private final ConsumerParts parts;
  private final Source source;
  private final String address;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
  private volatile boolean closed;

  // The rest belongs to the context.
  private Optional<PendingReceive> pending = Optional.empty();
  private Optional<AmqpLease> lease = Optional.empty();
  private Optional<ReceivingLink> link = Optional.empty();
  private boolean burying;

  AmqpConsumer(Source source, ConsumerParts parts) {
    this.source = source;
    this.address = Addresses.of(source);
    this.parts = parts;
  }

  @Override
  public CompletionStage<Optional<Lease>> receive(Duration wait) {
    if (closed) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (!phase.compareAndSet(Phase.IDLE, Phase.RECEIVING)) {
      throw new IllegalStateException(
          "a receive from " + source + " is pending, or its last lease is not settled");
    }
    PendingReceive receive = new PendingReceive();
    parts.context().runOnContext(v -> begin(receive, wait));
    return receive.result;
  }

  private void begin(PendingReceive receive, Duration wait) {
    pending = Optional.of(receive);
    if (closed) {
      over().complete(Optional.empty());
      return;
    }
    advance();
    if (wait.toMillis() <= 0) {
      expire(receive);
    } else {
      receive.after(parts.vertx(), wait, () -> expire(receive));
    }
  }

  /** The wait is over; what is on its way still counts. */
  private void expire(PendingReceive receive) {
    if (!isPending(receive)) {
      return;
    }
    receive.expired = true;
    if (parts.connection().isDown()) {
      over().complete(Optional.empty());
      return;
    }
    receive.after(parts.vertx(), parts.settings().publishTimeout(), () -> giveUp(receive));
    advance();
  }

  /** The broker does not even say that there is nothing. */
  private void giveUp(PendingReceive receive) {
    if (!isPending(receive)) {
      return;
    }
    if (link.filter(ReceivingLink::draining).isPresent()) {
      parts.connection().abort("it does not answer");
    }
    finishIf(isPending(receive));
  }

  private boolean isPending(PendingReceive receive) {
    return pending.filter(p -> p == receive).isPresent();
  }

  /** Does whatever the pending receive is waiting for next. */
  private void advance() {
    if (pending.isEmpty() || burying) {
      return;
    }
    if (link.isEmpty()) {
      Optional<ProtonSession> session = parts.connection().session();
      session.ifPresentOrElse(this::attach, parts.connection()::need);
      return;
    }
    ReceivingLink open = link.get();
    if (!open.attached() || open.draining()) {
      return;
    }
    open.credit();
    if (pending.isPresent() && pending.get().expired) {
      open.drain();
    }
  }

  private void attach(ProtonSession session) {
    ReceivingLink opening = new ReceivingLink(session, address, this);
    link = Optional.of(opening);
    opening.open();
  }

  private boolean isCurrent(ReceivingLink candidate) {
    return link.filter(l -> l == candidate).isPresent();
  }

  @Override
  public void ready(ReceivingLink which) {
    if (isCurrent(which)) {
      advance();
    }
  }

  @Override
  public void drained(ReceivingLink which) {
    if (!isCurrent(which)) {
      return;
    }
    if (!burying && pending.isPresent() && pending.get().expired) {
      foundNothing(pending.get());
    } else {
      advance();
    }
  }

  /** A busy broker was seen to answer that there is nothing while there was, so ask once more. */
  private void foundNothing(PendingReceive receive) {
    if (receive.askedAgain) {
      over().complete(Optional.empty());
      return;
    }
    receive.askedAgain = true;
    parts
        .vertx()
        .setTimer(
            ASK_AGAIN_PAUSE_MS,
            id -> {
              if (isPending(receive)) {
                advance();
              }
            });
  }

  @Override
  public void arrived(ReceivingLink from, ProtonDelivery delivery, Message message) {
    if (!isCurrent(from) || pending.isEmpty()) {
      delivery.disposition(Released.getInstance(), true);
      return;
    }
    InboundMessage decoded = Wire.decode(message);
    AmqpLease taken =
        new AmqpLease(
            decoded,
            delivery,
            address,
            Addresses.of(source.ofDeadLetters()),
            parts,
            this::released);
    if (decoded.attempt() > parts.settings().maxAttempts() && !source.deadLetters()) {
      bury(taken);
      return;
    }
    phase.set(Phase.LEASED);
    lease = Optional.of(taken);
    over().complete(Optional.of(taken));
  }

  /** Dead-letters what consumers kept dying of, and goes on with the next. */
  private void bury(AmqpLease taken) {
    burying = true;
    lease = Optional.of(taken);
    taken
        .bury()
        .thenRun(
            () -> {
              burying = false;
              advance();
            });
  }

  /** The lease is settled, or lost. */
  private void released() {
    lease = Optional.empty();
    phase.compareAndSet(Phase.LEASED, Phase.IDLE);
  }

  private void finishIf(boolean over) {
    if (over) {
      over().complete(Optional.empty());
    }
  }

  private void fail(BusException why) {
    if (pending.isPresent()) {
      over().completeExceptionally(why);
    }
  }

  /** Ends the pending receive but for its result. */
  private CompletableFuture<Optional<Lease>> over() {
    PendingReceive receive = pending.orElseThrow();
    pending = Optional.empty();
    receive.cancelTimer(parts.vertx());
    phase.compareAndSet(Phase.RECEIVING, Phase.IDLE);
    return receive.result;
  }

  @Override
  public void ended(ReceivingLink which) {
    if (!isCurrent(which)) {
      return;
    }
    BusException why = Failures.link(source.toString(), which.condition());
    unlink();
    if (why instanceof BusException.Misconfigured) {
      fail(why);
    } else if (pending.isPresent()) {
      LOG.infof("%s; attaching again", why.getMessage());
      parts.vertx().setTimer(REATTACH_PAUSE_MS, id -> advance());
    }
  }

  private void unlink() {
    link = Optional.empty();
    lease.ifPresent(AmqpLease::lose);
  }

  @Override
  public boolean needsConnection() {
    return !closed;
  }

  @Override
  public void connected(ProtonSession session) {
    advance();
  }

  @Override
  public void disconnected() {
    unlink();
    finishIf(pending.filter(receive -> receive.expired).isPresent());
  }

  @Override
  public void notConnected(BusException why) {
    if (why instanceof BusException.Misconfigured) {
      fail(why);
    } else {
      finishIf(pending.filter(receive -> receive.expired).isPresent());
    }
  }

  @Override
  public void close() {
    closed = true;
    parts.context().runOnContext(v -> shut());
  }

  /** For the context. */
  void shut() {
    closed = true;
    parts.forget().accept(this);
    lease.ifPresent(AmqpLease::giveBack);
    Optional<ReceivingLink> closing = link;
    unlink();
    closing.ifPresent(ReceivingLink::close);
    finishIf(pending.isPresent());
  }
}
