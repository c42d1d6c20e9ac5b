package dev.lerwq.bus.servicebus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client does that one would not expect, and that must not show through the port. */
@Timeout(60)
class ClientPitfallsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final PeerFixture fixture = new PeerFixture();
  private final Source queue = Source.queue(fixture.queue());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void pitfall1DeadLetteringAfterTheLockWasLostFailsInsteadOfPassingSilently() throws Exception {
    publish("mine no more");
    try (Consumer consumer = fixture.bus().consume(queue)) {
      Lease lease = next(consumer);
      fixture.peer().faults().loseLocks(fixture.queue());

      assertThatThrownBy(() -> get(lease.deadLetter("why", "detail")))
          .isInstanceOf(BusException.LeaseLost.class);
      get(lease.lost());
      assertThat(fixture.depth(queue.ofDeadLetters())).isZero();
    }
  }

  @Test
  void pitfall2SessionIsNotAcceptedTwiceOnOneConnection() throws Exception {
    Source session = Source.session(fixture.sessionQueue(), "s");
    try (Consumer first = fixture.bus().consume(session);
        Consumer second = fixture.bus().consume(session)) {
      // That it has a message proves that it has the session, however long that took.
      get(
          fixture
              .bus()
              .publish(
                  Destination.queue(fixture.sessionQueue()),
                  OutboundMessage.of(new byte[1]).withSession("s")));
      Lease held = next(first);
      assertThatThrownBy(() -> get(second.receive(LONG)))
          .isInstanceOf(BusException.Unavailable.class)
          .hasMessageContaining("held by another");
      get(held.complete());
    }
  }

  @Test
  void pitfall3ClientRenewsNoLockByItself() throws Exception {
    publish("forgotten");
    try (Consumer consumer = fixture.bus().consume(queue)) {
      Lease lease = next(consumer);
      Instant until = lease.lockedUntil().orElseThrow();
      get(lease.lost());
      assertThat(Instant.now()).isBetween(until, until.plusSeconds(2));
    }
  }

  @Test
  void pitfall4CreditLeftBehindServesTheNextReceiveOrNobody() throws Exception {
    try (Consumer consumer = fixture.bus().consume(queue)) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> second = consumer.receive(LONG);
      publish("for the next receive");
      get(get(second).orElseThrow().complete());

      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      publish("for nobody");
      await()
          .untilAsserted(
              () -> {
                try (Consumer other = fixture.anotherBus().consume(queue)) {
                  Lease lease = next(other);
                  assertThat(lease.message().attempt()).isEqualTo(1);
                  get(lease.complete());
                }
              });
    }
  }

  @Test
  void pitfall5ReceiverIsBackSoonAfterACut() throws Exception {
    try (Consumer consumer = fixture.bus().consume(queue)) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      fixture.cutConnections();
      Instant start = Instant.now();
      publish("after the cut");
      get(get(pending).orElseThrow().complete());
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void pitfall6ClosingWithAnUnsettledMessageFreesIt() throws Exception {
    publish("held");
    Consumer first = fixture.bus().consume(queue);
    next(first);
    Instant start = Instant.now();
    first.close();
    try (Consumer second = fixture.anotherBus().consume(queue)) {
      get(next(second).complete());
      assertThat(Duration.between(start, Instant.now())).isLessThan(fixture.lockDuration());
    }
  }

  @Test
  void closingAReceiverThatIsStillAttachingLeavesTheConnectionAlone() throws Exception {
    publish("warm");
    int connections = fixture.peer().connectionCount();
    for (int i = 0; i < 20; i++) {
      Consumer consumer = fixture.bus().consume(queue);
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      consumer.close();
      get(pending);
      publish("m" + i);
    }
    assertThat(fixture.peer().connectionCount()).isEqualTo(connections);
  }

  private void publish(String body) throws Exception {
    get(
        fixture
            .bus()
            .publish(Destination.queue(fixture.queue()), OutboundMessage.of(body.getBytes(UTF_8))));
  }

  private static Lease next(Consumer consumer) throws Exception {
    return get(consumer.receive(LONG)).orElseThrow();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(30, SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
