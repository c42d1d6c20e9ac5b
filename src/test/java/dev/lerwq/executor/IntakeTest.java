package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final MemoryBus bus = new MemoryBus();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final Intake intake = new Intake(stop, new Pulse());

  @Test
  void messageThatArrivesWhileTheConsumerClosesGoesBackUncounted() throws Exception {
    Lease lease = lease();
    CompletableFuture<Optional<Lease>> pending = new CompletableFuture<>();
    stop.complete(null);
    assertThat(intake.receive(new Late(pending, lease), Duration.ofSeconds(5))).isEmpty();
    assertThat(bus.settlements()).containsExactly("work release m");
  }

  @Test
  void messageThatArrivesTogetherWithTheStopGoesBackUncounted() throws Exception {
    CompletableFuture<Optional<Lease>> pending =
        CompletableFuture.completedFuture(Optional.of(lease()));
    stop.complete(null);
    assertThat(intake.receive(new Late(pending, lease()), Duration.ofSeconds(5))).isEmpty();
    assertThat(bus.settlements()).containsExactly("work release m");
  }

  @Test
  void messageIsHandedOverWhenNobodyStops() throws Exception {
    Lease lease = lease();
    CompletableFuture<Optional<Lease>> pending =
        CompletableFuture.completedFuture(Optional.of(lease));
    assertThat(intake.receive(new Late(pending, lease), Duration.ofSeconds(5))).contains(lease);
    assertThat(bus.settlements()).isEmpty();
  }

  private Lease lease() {
    bus.publish(Destination.queue("work"), OutboundMessage.of(new byte[0]).withId("m"))
        .toCompletableFuture()
        .join();
    return bus.consume(Source.queue("work"))
        .receive(Duration.ZERO)
        .toCompletableFuture()
        .join()
        .orElseThrow();
  }

  /** A consumer whose receive is answered by a message just as it is closed. */
  private record Late(CompletableFuture<Optional<Lease>> pending, Lease lease) implements Consumer {
    @Override
    public CompletionStage<Optional<Lease>> receive(Duration wait) {
      return pending;
    }

    @Override
    public void close() {
      pending.complete(Optional.of(lease));
    }
  }
}
