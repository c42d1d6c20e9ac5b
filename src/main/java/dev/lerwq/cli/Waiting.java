package dev.lerwq.cli;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Commands are the one place that may block on a stage. */
final class Waiting {
  private Waiting() {}

  /** The stage's value; what it failed with is thrown as it is. */
  static <T> T on(CompletionStage<T> stage) throws InterruptedException {
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
