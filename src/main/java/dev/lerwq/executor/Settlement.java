package dev.lerwq.executor;

import dev.lerwq.bus.BusException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What came of telling the bus something.
 *
 * @param done whether the bus has heard
 * @param detail why it has not; empty if it has
 */
record Settlement(boolean done, String detail) {

  /**
   * Tries until the bus has heard, the lease is lost, or {@code limit} has passed.
   *
   * @param call asks once; asked again after it failed with {@link BusException.Unavailable}
   */
  static Settlement attempt(Supplier<CompletionStage<Void>> call, Duration limit, Timeouts timeouts)
      throws InterruptedException {
    return attempt(call, limit, new Backoff(timeouts), Pace.REAL);
  }

  static Settlement attempt(
      Supplier<CompletionStage<Void>> call, Duration limit, Backoff backoff, Pace pace)
      throws InterruptedException {
    Pace.Deadline deadline = pace.in(limit);
    while (true) {
      String why;
      try {
        call.get().toCompletableFuture().get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        return new Settlement(true, "");
      } catch (TimeoutException e) {
        return new Settlement(false, "the bus did not answer within " + Script.seconds(limit));
      } catch (ExecutionException e) {
        why = String.valueOf(e.getCause().getMessage());
        if (!(e.getCause() instanceof BusException.Unavailable)) {
          return new Settlement(false, why);
        }
      } catch (RuntimeException e) {
        return new Settlement(false, e.toString());
      }
      Duration wait = backoff.next();
      if (!deadline.allows(wait)) {
        return new Settlement(false, why + " (tried for " + Script.seconds(limit) + ")");
      }
      pace.pause(wait);
    }
  }
}
