package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Source;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/**
 * One link to a source, from attaching to its end; it is never used again after that. Messages come
 * only as far as they were asked for by {@link #demand}.
 */
final class Attachment {
  private static final Logger LOG = Logger.getLogger(Attachment.class);

  /** A token, a session, the link, its credit; and one to be sure. */
  private static final int ATTACHING_ROUND_TRIPS = 5;

  /** One that comes after the message, and one for the message to get from thread to thread. */
  private static final int ARRIVING_ROUND_TRIPS = 2;

  private final Source source;
  private final Workshop workshop;
  private final Listener listener;
  private final Inlet inlet;
  private final CompletableFuture<ServiceBusReceiverAsyncClient> client = new CompletableFuture<>();
  private final CompletableFuture<Void> attached = new CompletableFuture<>();
  private Optional<SessionKeeper> keeper = Optional.empty();
  private CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
  private boolean sounded;
  private boolean proven;
  private boolean closed;

  /** Hears of one attachment. Called on threads of the client. */
  interface Listener {
    void onMessage(Attachment from, ServiceBusReceivedMessage message);

    /** The link is gone, or never came to be. Called once at most. */
    void onEnd(Attachment from, Throwable why);
  }

  Attachment(Source source, Workshop workshop, Listener listener) {
    this.source = source;
    this.workshop = workshop;
    this.listener = listener;
    this.inlet =
        new Inlet(
            this::arrived,
            this::ended,
            () -> ended(new BusException.Unavailable("the link to " + source + " was closed")));
  }

  void start() {
    source
        .session()
        .<Mono<ServiceBusReceiverAsyncClient>>map(this::acceptSession)
        .orElseGet(() -> Mono.fromCallable(() -> workshop.clients().receiver(source)))
        .subscribe(this::accepted, this::refused);
    workshop
        .clients()
        .resolve()
        .subscribe(unused -> {}, why -> ended(workshop.failures().unresolved(why)));
  }

  private Mono<ServiceBusReceiverAsyncClient> acceptSession(String session) {
    return Mono.fromCompletionStage(() -> workshop.sessions().take(source, this))
        .then(Mono.defer(() -> workshop.clients().session(source.entity(), session)));
  }

  private void accepted(ServiceBusReceiverAsyncClient accepted) {
    synchronized (this) {
      if (!closed && source.session().isPresent()) {
        keeper = Optional.of(new SessionKeeper(source, accepted, workshop, this::ended));
      }
    }
    client.complete(accepted);
    if (isClosed()) {
      workshop.awaitAtClose(detach());
      return;
    }
    keeper().ifPresent(SessionKeeper::start);
    if (source.session().isPresent()) {
      workshop.clients().worked();
      prove();
      attached.complete(null);
    }
    accepted.receiveMessages().subscribe(inlet);
  }

  private void refused(Throwable why) {
    client.completeExceptionally(why);
    ended(why);
  }

  /** Asks for one more message. */
  void demand() {
    inlet.demand();
  }

  /** The client, for settling what came from here; there is one once a message came. */
  ServiceBusReceiverAsyncClient client() {
    return client.join();
  }

  synchronized Optional<SessionKeeper> keeper() {
    return keeper;
  }

  /**
   * Completes, normally in any case, when the link is attached as far as one can tell. The client
   * does not say, so the broker is asked something as often as attaching needs its answer, by the
   * same threads over the same connection: however slow these are, attaching is over then.
   */
  CompletionStage<Void> attached() {
    boolean sound;
    synchronized (this) {
      sound = !sounded && !attached.isDone() && source.session().isEmpty();
      sounded = true;
    }
    if (sound) {
      CompletionStage<Void> unused =
          sound(ATTACHING_ROUND_TRIPS, attached)
              .handle((answer, why) -> attached.complete(null))
              .thenAccept(done -> {});
    }
    return attached;
  }

  private CompletionStage<Void> sound(int times, CompletableFuture<Void> unless) {
    return times == 0 || unless.isDone()
        ? CompletableFuture.completedFuture(null)
        : sound().thenCompose(answer -> sound(times - 1, unless));
  }

  /**
   * Completes, normally in any case, when a message that was on its way has been dealt with: it has
   * had its time, and what the broker was asked after it has been answered. A clock alone will not
   * do, for it goes on while a busy machine reads nothing.
   */
  CompletionStage<Void> settledDown() {
    CompletableFuture<Void> answered = inlet.answered();
    CompletableFuture<Void> silent =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, workshop.timings().arrival().toMillis(), TimeUnit.MILLISECONDS)
            .thenCompose(late -> sound(ARRIVING_ROUND_TRIPS, answered))
            .exceptionally(why -> null);
    return CompletableFuture.anyOf(answered, silent).handle((first, why) -> null);
  }

  /** Asks the broker something; fails if it does not answer. */
  CompletionStage<Void> sound() {
    try {
      return workshop
          .ask(Mono.defer(() -> workshop.clients().peeker(source).peekMessages(1, 0L).then()))
          .thenAccept(unused -> prove());
    } catch (BusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Gives a message back that nobody waits for any more; the link stays open until it is. */
  void release(ServiceBusReceivedMessage message) {
    CompletableFuture<Void> release =
        workshop
            .send(Releasing.release(client(), message))
            .exceptionally(
                why -> {
                  LOG.debugf("a late message of %s goes back when its lock expires", source);
                  return null;
                });
    synchronized (this) {
      released = CompletableFuture.allOf(released, release);
    }
  }

  private synchronized void prove() {
    proven = true;
  }

  /** Whether the source was readable once: if it no longer is, that may pass. */
  synchronized boolean isProven() {
    return proven;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Whether there is nothing to watch: the message that was asked for has come. */
  boolean isBusy() {
    return !inlet.isWaiting();
  }

  private void arrived(ServiceBusReceivedMessage message) {
    workshop.clients().worked();
    prove();
    listener.onMessage(this, message);
    attached.complete(null);
  }

  private void ended(Throwable why) {
    attached.complete(null);
    if (!isClosed()) {
      listener.onEnd(this, why);
    }
  }

  /**
   * Detaches. Idempotent; does not block.
   *
   * <p>A link that is still attaching is given the time to: closing it in the middle makes the
   * client tear down the whole connection. Then what was asked for and may be on its way is given
   * the time to come and go back, since what comes after the end counts as an attempt.
   */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    workshop.sessions().leave(source, this);
    keeper().ifPresent(SessionKeeper::stop);
    if (client.isCompletedExceptionally()) {
      workshop.sessions().left(source, this);
    } else if (client.isDone()) {
      workshop.awaitAtClose(
          attached().thenCompose(known -> settledDown()).thenCompose(quiet -> detach()));
    } else {
      abandonAccept();
    }
  }

  /** A session that is still being accepted is closed once it is; until then we hold its place. */
  private void abandonAccept() {
    workshop.later(
        workshop.timings().publish().multipliedBy(2), () -> workshop.sessions().left(source, this));
  }

  private CompletionStage<Void> detach() {
    CompletionStage<Void> releases;
    synchronized (this) {
      releases = released;
    }
    return releases
        .thenRun(inlet::cancel)
        .thenCompose(cancelled -> workshop.closing(client()::close))
        .thenRun(() -> workshop.sessions().left(source, this));
  }
}
