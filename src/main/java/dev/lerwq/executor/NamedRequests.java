package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Hears the requests to leave service that are addressed to one name. They have a session of their
 * own, so that they reach nobody else, and reach a slot that is at work. Occupies no thread while
 * it waits.
 */
final class NamedRequests implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NamedRequests.class);
  private static final Duration WAIT = Duration.ofMinutes(10);

  private final Source source;
  private final Consumer consumer;
  private final Workers workers;
  private final Timeouts timeouts;
  private final java.util.function.Consumer<Shutdown> onRequest;
  private Backoff backoff;
  private boolean said;
  private volatile Optional<Future<Void>> taking = Optional.empty();
  private volatile boolean closed;

  /**
   * @param name the slot's or the host's
   * @param onRequest called on a worker's thread
   */
  NamedRequests(
      Bus bus,
      String completeQueue,
      String name,
      Workers workers,
      Timeouts timeouts,
      java.util.function.Consumer<Shutdown> onRequest) {
    this.source = Source.session(completeQueue, MessageIds.shutdownSession(name));
    this.consumer = bus.consume(source);
    this.workers = workers;
    this.timeouts = timeouts;
    this.onRequest = onRequest;
    this.backoff = new Backoff(timeouts);
  }

  void start() {
    if (closed) {
      return;
    }
    var unused = consumer.receive(WAIT).whenComplete(this::received);
  }

  private void received(Optional<Lease> lease, Throwable failure) {
    if (closed) {
      return;
    }
    if (failure != null) {
      sayOnce(failure);
      var unused = workers.after(backoff.next(), this::start);
      return;
    }
    backoff = new Backoff(timeouts);
    if (lease.isEmpty()) {
      var unused = workers.after(Duration.ZERO, this::start);
    } else {
      taking = Optional.of(workers.submit(() -> take(lease.get())));
    }
  }

  private Void take(Lease lease) throws InterruptedException {
    Duration limit = timeouts.of(Limit.SETTLE);
    Settlement settled;
    try {
      if (!(MessageCodec.decode(lease.message().body()) instanceof Shutdown request)) {
        throw new MalformedMessageException("only requests to leave service belong here");
      }
      onRequest.accept(request);
      settled = Settlement.attempt(lease::complete, limit, timeouts);
    } catch (MalformedMessageException e) {
      settled =
          Settlement.attempt(
              () -> lease.deadLetter(Executor.MALFORMED, e.getMessage()), limit, timeouts);
    }
    if (settled.done()) {
      start();
    } else {
      LOG.warnf("a request stays on the bus: %s: %s", source, settled.detail());
    }
    return null;
  }

  private void sayOnce(Throwable failure) {
    if (!said) {
      said = true;
      LOG.warnf(
          "requests for this name are not heard, trying on: %s: %s", source, failure.getMessage());
    }
  }

  /** Stops listening, once a request that is being taken has been settled. */
  @Override
  public void close() {
    closed = true;
    taking.ifPresent(this::await);
    consumer.close();
  }

  private void await(Future<Void> request) {
    try {
      request.get(timeouts.of(Limit.SETTLE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("a request stays on the bus: %s: %s", source, e.toString());
    }
  }
}
