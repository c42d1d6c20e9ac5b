package dev.lerwq.queues;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Blocks on a stage, as only commands may. */
public final class Waiting {
  private Waiting() {}

  /** The stage's value; what it failed with is thrown as it is. */
  public static <T> T on(CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
