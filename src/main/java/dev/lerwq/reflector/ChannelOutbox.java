package dev.lerwq.reflector;

import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.messaging.BusMetadata;
import dev.lerwq.reflector.Decision.Publication;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.reactive.messaging.Channel;
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

  static final String WORK_QUEUE = "work-queue";
  static final String WORK_COMPLETE = "work-complete";
  static final String DEBUG = "debug";

  private final MutinyEmitter<byte[]> workQueue;
  private final MutinyEmitter<byte[]> workComplete;
  private final MutinyEmitter<byte[]> debug;
  private final DeliveryMetrics metrics;
  private final Event<Published> published;

  ChannelOutbox(
      @Channel(WORK_QUEUE) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> workQueue,
      @Channel(WORK_COMPLETE) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> workComplete,
      @Channel(DEBUG) @OnOverflow(OnOverflow.Strategy.DROP) MutinyEmitter<byte[]> debug,
      DeliveryMetrics metrics,
      Event<Published> published) {
    this.workQueue = workQueue;
    this.workComplete = workComplete;
    this.debug = debug;
    this.metrics = metrics;
    this.published = published;
  }

  @Override
  public Uni<Void> publish(Publication publication) {
    return switch (publication.channel()) {
      case WORK_QUEUE -> send(WORK_QUEUE, workQueue, publication.message());
      case WORK_COMPLETE -> send(WORK_COMPLETE, workComplete, publication.message());
    };
  }

  @Override
  public void note(OutboundMessage copy) {
    send(DEBUG, debug, copy)
        .subscribe()
        .with(
            sent -> {},
            failure -> LOG.debugf("a debug copy was not taken: %s", failure.getMessage()));
  }

  private Uni<Void> send(String channel, MutinyEmitter<byte[]> emitter, OutboundMessage message) {
    return Uni.createFrom()
        .deferred(
            () -> {
              long start = System.nanoTime();
              return emitter
                  .sendMessage(toChannelMessage(message))
                  .onItemOrFailure()
                  .invoke(
                      (sent, failure) -> {
                        Duration took = Duration.ofNanos(System.nanoTime() - start);
                        metrics.published(channel, failure == null, took);
                        published.fire(
                            new Published(
                                Instant.now(), channel, message.id(), failure == null, took));
                      });
            });
  }

  private static Message<byte[]> toChannelMessage(OutboundMessage message) {
    return Message.of(
        message.body(),
        Metadata.of(new BusMetadata(message.id(), message.subject(), message.session())));
  }
}
