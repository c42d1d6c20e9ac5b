package dev.lerwq.bus.messaging;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Publishes each message of a channel and settles it with what the bus said. Any number may be in
 * flight, so that the bus can commit them together; whoever feeds the channel bounds that number.
 */
final class PublishingSubscriber implements Flow.Subscriber<Message<?>> {
  private static final Logger LOG = Logger.getLogger(PublishingSubscriber.class);

  private final Supplier<Bus> bus;
  private final Destination destination;

  PublishingSubscriber(Supplier<Bus> bus, Destination destination) {
    this.bus = bus;
    this.destination = destination;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Message<?> message) {
    publish(message)
        .handle((done, failure) -> failure == null ? message.ack() : message.nack(failure))
        .exceptionally(
            failure -> {
              LOG.errorf(failure, "A message for %s could not be settled", destination);
              return null;
            });
  }

  private CompletionStage<Void> publish(Message<?> message) {
    try {
      BusMetadata metadata = message.getMetadata(BusMetadata.class).orElse(BusMetadata.NONE);
      return bus.get().publish(destination, metadata.message(bytes(message.getPayload())));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private byte[] bytes(Object payload) {
    if (payload instanceof byte[] bytes) {
      return bytes;
    }
    if (payload instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw new BusException.Refused(
        "The channel of " + destination + " takes byte[] or String, not " + payload.getClass());
  }

  @Override
  public void onError(Throwable failure) {
    LOG.errorf(failure, "The channel of %s has failed and publishes no more", destination);
  }

  @Override
  public void onComplete() {
    LOG.debugf("The channel of %s is complete", destination);
  }
}
