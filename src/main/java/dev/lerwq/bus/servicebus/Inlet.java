package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Takes what a receiver emits, as far as it was asked for. */
final class Inlet extends BaseSubscriber<ServiceBusReceivedMessage> {
  private final Consumer<ServiceBusReceivedMessage> onMessage;
  private final Consumer<Throwable> onError;
  private final Runnable onComplete;
  private boolean subscribed;
  private CompletableFuture<Void> answered = CompletableFuture.completedFuture(null);

  Inlet(
      Consumer<ServiceBusReceivedMessage> onMessage,
      Consumer<Throwable> onError,
      Runnable onComplete) {
    this.onMessage = onMessage;
    this.onError = onError;
    this.onComplete = onComplete;
  }

  /** Asks for one more message, now or once there is a receiver. */
  void demand() {
    synchronized (this) {
      answered = new CompletableFuture<>();
      if (!subscribed) {
        return;
      }
    }
    request(1);
  }

  /** Whether a message was asked for and has not been dealt with. */
  boolean isWaiting() {
    return !answered().isDone();
  }

  /** Completes when the message that was asked for last has come and been dealt with. */
  synchronized CompletableFuture<Void> answered() {
    return answered.copy();
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    boolean now;
    synchronized (this) {
      subscribed = true;
      now = !answered.isDone();
    }
    if (now) {
      request(1);
    }
  }

  @Override
  protected void hookOnNext(ServiceBusReceivedMessage message) {
    CompletableFuture<Void> answer;
    synchronized (this) {
      answer = answered;
    }
    onMessage.accept(message);
    // Not earlier: who closes the link must not overtake the message's way back. And this very
    // request only: the next may have been made meanwhile.
    answer.complete(null);
  }

  @Override
  protected void hookOnError(Throwable why) {
    onError.accept(why);
  }

  @Override
  protected void hookOnComplete() {
    onComplete.run();
  }
}
