package dev.lerwq.bus.amqp;

import io.vertx.core.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The way from any thread to the context that owns all link state. */
final class OnContext {
  private OnContext() {}

  /** Runs the action on the context; the stage completes as the action's does. */
  static <T> CompletionStage<T> run(Context context, Supplier<CompletionStage<T>> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    context.runOnContext(
        v ->
            action
                .get()
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    }));
    return result;
  }
}
