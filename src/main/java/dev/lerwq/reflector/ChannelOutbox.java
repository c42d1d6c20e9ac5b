package dev.lerwq.reflector;

import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.messaging.BusMetadata;
import dev.lerwq.reflector.Decision.Publication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends decisions down the three outgoing channels. Their buffers are unbounded because {@link
 * Admission} has bounded what can get here, except for debug copies, which are dropped when their
 * channel cannot keep up.
 */
@ApplicationScoped
class ChannelOutbox implements Outbox {
  private static final Logger LOG = Logger.getLogger(ChannelOutbox.class);

  private static final CompletionStage<Void> SETTLED = CompletableFuture.completedFuture(null);

  static final String WORK_QUEUE = "work-queue";
  static final String WORK_COMPLETE = "work-complete";
  static final String DEBUG = "debug";

  private final Emitter<byte[]> workQueue;
  private final Emitter<byte[]> workComplete;
  private final Emitter<byte[]> debug;
  private final DeliveryMetrics metrics;
  private final Event<Published> published;

  ChannelOutbox(
      @Channel(WORK_QUEUE) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          Emitter<byte[]> workQueue,
      @Channel(WORK_COMPLETE) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          Emitter<byte[]> workComplete,
      @Channel(DEBUG) @OnOverflow(OnOverflow.Strategy.DROP) Emitter<byte[]> debug,
      DeliveryMetrics metrics,
      Event<Published> published) {
    this.workQueue = workQueue;
    this.workComplete = workComplete;
    this.debug = debug;
    this.metrics = metrics;
    this.published = published;
  }

  @Override
  public CompletionStage<Void> publish(Publication publication) {
    return switch (publication.channel()) {
      case WORK_QUEUE -> send(WORK_QUEUE, workQueue, publication.message());
      case WORK_COMPLETE -> send(WORK_COMPLETE, workComplete, publication.message());
    };
  }

  @Override
  public void note(OutboundMessage copy) {
    var unused =
        send(DEBUG, debug, copy)
            .exceptionally(
                failure -> {
                  LOG.debugf("a debug copy was not taken: %s", failure.getMessage());
                  return null;
                });
  }

  private CompletionStage<Void> send(
      String channel, Emitter<byte[]> emitter, OutboundMessage message) {
    Sending sending = new Sending(channel, message.id(), System.nanoTime());
    try {
      emitter.send(
          Message.of(
              message.body(),
              Metadata.of(new BusMetadata(message.id(), message.subject(), message.session())),
              sending::taken,
              sending::refused));
    } catch (RuntimeException e) {
      // A full or closed channel, or an observer of the answer: neither may stop a delivery.
      sending.answered.completeExceptionally(e);
    }
    return sending.answered;
  }

  /** One message on its way, until the channel's connector has settled it. */
  private final class Sending {
    private final String channel;
    private final Optional<String> id;
    private final long start;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    private Sending(String channel, Optional<String> id, long start) {
      this.channel = channel;
      this.id = id;
      this.start = start;
    }

    private CompletionStage<Void> taken() {
      try {
        account(true);
      } finally {
        answered.complete(null);
      }
      return SETTLED;
    }

    private CompletionStage<Void> refused(Throwable why) {
      try {
        account(false);
      } finally {
        answered.completeExceptionally(why);
      }
      return SETTLED;
    }

    private void account(boolean durable) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      metrics.published(channel, durable, took);
      published.fire(new Published(Instant.now(), channel, id, durable, took));
    }
  }
}
