package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.WireMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/** Takes the completions of one runner from the bus, and says which jobs they are about. */
final class CompletionListener implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CompletionListener.class);
  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final Consumer consumer;
  private final Source source;
  private final Timeouts timeouts;
  private final LongConsumer onCompleted;
  private final Future<Void> loop;
  private volatile boolean closed;

  /**
   * @param onCompleted gets the id of each job that the runner completed
   */
  CompletionListener(
      Bus bus,
      String completeQueue,
      String runner,
      Workers workers,
      Timeouts timeouts,
      LongConsumer onCompleted) {
    this.source = Source.session(completeQueue, MessageIds.runnerSession(runner));
    this.timeouts = timeouts;
    this.onCompleted = onCompleted;
    this.consumer = bus.consume(source);
    this.loop = workers.submit(this::listen);
  }

  private Void listen() throws InterruptedException {
    Backoff backoff = new Backoff(timeouts);
    while (!closed) {
      try {
        Optional<Lease> lease = consumer.receive(WAIT).toCompletableFuture().get();
        if (lease.isPresent()) {
          take(lease.get());
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BusException.Misconfigured) {
          LOG.errorf("completions are not heard: %s: %s", source, e.getCause().getMessage());
          return null;
        }
        LOG.warnf("no completion could be received from %s: %s", source, e.getCause());
        TimeUnit.NANOSECONDS.sleep(backoff.next().toNanos());
      }
    }
    return null;
  }

  private void take(Lease lease) throws InterruptedException {
    Optional<Long> job = Optional.empty();
    String problem = "";
    try {
      WireMessage body = MessageCodec.decode(lease.message().body());
      if (body instanceof GithubWorkflow event && event.action().equals(GithubWorkflow.COMPLETED)) {
        job = Optional.of(event.id());
      } else {
        problem = "not the completion of a job";
      }
    } catch (MalformedMessageException e) {
      problem = e.getMessage();
    }
    job.ifPresent(onCompleted::accept);
    String detail = problem;
    Settlement settled =
        Settlement.attempt(
            () ->
                detail.isEmpty() ? lease.complete() : lease.deadLetter(Executor.MALFORMED, detail),
            timeouts.of(Limit.SETTLE),
            timeouts);
    if (!settled.done()) {
      LOG.warnf("a completion stays on the bus: %s: %s", lease.message(), settled.detail());
      // Its lease is open, and a consumer hands out one at a time.
      closed = true;
    }
  }

  /** Stops listening, once a completion that is being taken has been settled. */
  @Override
  public void close() {
    closed = true;
    consumer.close();
    try {
      loop.get(CLOSING.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      loop.cancel(true);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warnf("listening to %s ended with %s", source, e.getCause());
    } catch (TimeoutException e) {
      loop.cancel(true);
    }
  }
}
