package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.artemis.Wire;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.proton.message.Message;

/** One message on its way to the broker, or the question whether one could be. */
final class Publish {
  private final Optional<Message> message;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private Runnable whenDone = () -> {};
  private boolean done;

  private Publish(Optional<Message> message) {
    this.message = message;
  }

  static Publish of(Message message) {
    return new Publish(Optional.of(message));
  }

  static Publish probe() {
    return new Publish(Optional.empty());
  }

  Optional<Message> message() {
    return message;
  }

  /** Whether sending it again cannot do harm, because the broker recognises its id. */
  boolean isRepeatable() {
    return message.isEmpty() || Wire.recognisesDuplicates(message.get());
  }

  CompletableFuture<Void> result() {
    return result;
  }

  void whenDone(Runnable action) {
    whenDone = action;
    if (done) {
      action.run();
    }
  }

  void succeed() {
    if (finish()) {
      result.complete(null);
    }
  }

  void fail(BusException why) {
    if (finish()) {
      result.completeExceptionally(why);
    }
  }

  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    whenDone.run();
    return true;
  }
}
