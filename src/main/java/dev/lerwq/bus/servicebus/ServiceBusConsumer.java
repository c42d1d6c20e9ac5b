package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Receives over one {@link Attachment} after another.
 *
 * <p>A receive asks its link for one message. If the wait ends first the request stands, since the
 * client cannot take it back: the message goes to the next receive, or back at once.
 */
final class ServiceBusConsumer implements Consumer, Attachment.Listener {
  private static final Logger LOG = Logger.getLogger(ServiceBusConsumer.class);

  private final Source source;
  private final Workshop workshop;
  private final java.util.function.Consumer<ServiceBusConsumer> whenClosed;
  private final Backoff backoff;
  private Optional<Receive> pending = Optional.empty();
  private Optional<ServiceBusLease> lease = Optional.empty();
  private Optional<Attachment> link = Optional.empty();
  private boolean demanded;
  private Instant heldUntil = Instant.MIN;
  private boolean closed;

  private static final class Receive {
    private final CompletableFuture<Optional<Lease>> result = new CompletableFuture<>();
  }

  ServiceBusConsumer(
      Source source,
      Workshop workshop,
      java.util.function.Consumer<ServiceBusConsumer> whenClosed) {
    this.source = source;
    this.workshop = workshop;
    this.whenClosed = whenClosed;
    this.backoff = new Backoff(workshop.timings().firstRetry(), workshop.timings().lastRetry());
  }

  @Override
  public CompletionStage<Optional<Lease>> receive(Duration wait) {
    Receive receive = new Receive();
    synchronized (this) {
      if (pending.isPresent() || lease.isPresent()) {
        throw new IllegalStateException(
            source + ": a receive is pending, or the last lease is not settled");
      }
      if (closed) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      pending = Optional.of(receive);
    }
    attachFor(receive);
    workshop.later(wait, () -> timeUp(receive));
    return receive.result;
  }

  /** Sees to it that a link has been asked for a message, while this receive waits. */
  private void attachFor(Receive receive) {
    Attachment now;
    boolean fresh;
    synchronized (this) {
      if (!isPending(receive)) {
        return;
      }
      fresh = link.isEmpty();
      now = link.orElseGet(() -> new Attachment(source, workshop, this));
      link = Optional.of(now);
      if (demanded) {
        return;
      }
      demanded = true;
    }
    now.demand();
    if (fresh) {
      now.start();
      new Watchdog(now, workshop, why -> onEnd(now, why)).start();
    }
  }

  private synchronized boolean isPending(Receive receive) {
    return pending.filter(p -> p == receive).isPresent();
  }

  /** The wait is over; but a link just attached, or a message on its way, gets its chance. */
  private void timeUp(Receive receive) {
    Optional<Attachment> now;
    synchronized (this) {
      if (!isPending(receive)) {
        return;
      }
      now = link;
    }
    if (now.isEmpty()) {
      finish(receive, Optional.empty());
      return;
    }
    CompletionStage<Void> unused =
        now.get()
            .attached()
            .thenCompose(attached -> now.get().settledDown())
            .thenRun(() -> finish(receive, Optional.empty()));
    workshop.later(
        workshop.timings().publish().plus(workshop.timings().arrival()),
        () -> finish(receive, Optional.empty()));
  }

  private void finish(Receive receive, Optional<Lease> result) {
    synchronized (this) {
      if (!isPending(receive)) {
        return;
      }
      pending = Optional.empty();
    }
    receive.result.complete(result);
  }

  @Override
  public void onMessage(Attachment from, ServiceBusReceivedMessage message) {
    Optional<Receive> waiting;
    synchronized (this) {
      boolean current = link.filter(l -> l == from).isPresent();
      if (current) {
        demanded = false;
        backoff.reset();
      }
      waiting = current && !closed ? pending : Optional.empty();
      if (waiting.isPresent()) {
        pending = Optional.empty();
        lease = Optional.of(new ServiceBusLease(message, source, from, workshop, () -> over(from)));
      }
    }
    if (waiting.isEmpty()) {
      LOG.debugf(
          "%s: message %d came too late; giving it back", source, message.getSequenceNumber());
      from.release(message);
      return;
    }
    ServiceBusLease taken = current().orElseThrow();
    taken.watch();
    waiting.get().result.complete(Optional.of(taken));
  }

  private synchronized Optional<ServiceBusLease> current() {
    return lease;
  }

  /** A lease was settled or lost: its link is kept only if it is still the current one. */
  private void over(Attachment from) {
    boolean stale;
    synchronized (this) {
      lease = Optional.empty();
      stale = closed || link.filter(l -> l == from).isEmpty();
    }
    if (stale) {
      from.close();
    }
  }

  @Override
  public void onEnd(Attachment from, Throwable why) {
    Optional<ServiceBusLease> stranded;
    synchronized (this) {
      if (link.filter(l -> l == from).isEmpty()) {
        return;
      }
      link = Optional.empty();
      demanded = false;
      from.keeper()
          .flatMap(SessionKeeper::lockedUntil)
          .ifPresent(until -> heldUntil = until.plus(workshop.timings().publish()));
      stranded = lease;
    }
    if (stranded.isEmpty()) {
      from.close();
    } else if (source.session().isPresent()) {
      // A session's lock goes with its link, and the messages' locks with it.
      stranded.get().lose();
    }
    BusException explained = workshop.failures().receiving(source, why);
    boolean hopeless =
        (explained instanceof BusException.Misconfigured && !from.isProven())
            || Failures.heldHere(why)
            || (Failures.sessionTaken(why) && !mayBeOurOwn());
    if (hopeless) {
      giveUp(explained);
    } else {
      attachAgain(explained);
    }
  }

  /** After an outage it may be our own old link that still holds the session. */
  private synchronized boolean mayBeOurOwn() {
    return Instant.now().isBefore(heldUntil);
  }

  private void giveUp(BusException why) {
    Optional<Receive> waiting;
    synchronized (this) {
      waiting = pending;
      pending = Optional.empty();
    }
    waiting.ifPresent(receive -> receive.result.completeExceptionally(why));
  }

  private void attachAgain(BusException why) {
    Optional<Receive> waiting;
    Duration pause;
    synchronized (this) {
      waiting = pending;
      pause = backoff.next();
    }
    waiting.ifPresent(
        receive -> {
          LOG.infof("%s; attaching again in %d ms", why.getMessage(), pause.toMillis());
          workshop.later(pause, () -> attachFor(receive));
        });
  }

  @Override
  public void close() {
    Optional<Receive> waiting;
    Optional<ServiceBusLease> held;
    Optional<Attachment> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = pending;
      held = lease;
      open = link;
      pending = Optional.empty();
    }
    waiting.ifPresent(receive -> receive.result.complete(Optional.empty()));
    if (held.isPresent()) {
      giveBack(held.get(), open);
    } else {
      open.ifPresent(Attachment::close);
    }
    whenClosed.accept(this);
  }

  /**
   * Closing a link does not free its message, so that comes first. Uncounted: whoever closes has
   * not failed at the work, and a message must not be buried because consumers came and went.
   */
  private void giveBack(ServiceBusLease held, Optional<Attachment> open) {
    try {
      CompletionStage<Void> unused =
          held.release()
              .handle(
                  (done, why) -> {
                    open.ifPresent(Attachment::close);
                    return null;
                  });
    } catch (IllegalStateException settling) {
      // Whoever is settling it ends the link when done.
      LOG.debugf("%s: closed while its lease was being settled", source);
    }
  }
}
