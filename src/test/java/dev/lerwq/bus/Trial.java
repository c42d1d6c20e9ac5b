package dev.lerwq.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The vocabulary of the contract's tests. */
interface Trial {
  Duration LONG = Duration.ofSeconds(15);
  Duration SHORT = Duration.ofMillis(300);

  BusFixture peer();

  default Bus bus() {
    return peer().bus();
  }

  default void need(BusFixture.Lack lack) {
    assumeFalse(peer().lacks(lack), () -> "this peer has no " + lack);
  }

  default OutboundMessage text(String body) {
    return OutboundMessage.of(body.getBytes(UTF_8));
  }

  default String text(Lease lease) {
    return text(lease.message());
  }

  default String text(InboundMessage message) {
    return new String(message.body(), UTF_8);
  }

  default void publish(String queue, OutboundMessage message) {
    get(bus().publish(Destination.queue(queue), message));
  }

  /** The next message, which must come. */
  default Lease next(Consumer consumer) {
    return get(consumer.receive(LONG)).orElseThrow(() -> new AssertionError("no message came"));
  }

  /** Takes, completes and returns the bodies of all that is there. */
  default List<String> drain(Source source) {
    List<String> bodies = new ArrayList<>();
    try (Consumer consumer = bus().consume(source)) {
      for (var l = get(consumer.receive(SHORT)); l.isPresent(); l = get(consumer.receive(SHORT))) {
        bodies.add(text(l.get()));
        get(l.get().complete());
      }
    }
    return bodies;
  }

  default <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("the stage did not complete", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
