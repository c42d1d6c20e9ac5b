package dev.lerwq.bus.servicebus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.servicebus.peer.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that is parked for days lives through what Service Bus does to it. */
@Timeout(60)
class OutageTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  private final PeerFixture fixture = new PeerFixture();
  private final Destination destination = Destination.queue(fixture.queue());
  private final Source queue = Source.queue(fixture.queue());

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void pendingReceiveOutlivesIdleDetach() throws Exception {
    goesOnAfter(() -> fixture.peer().faults().detachLinks(fixture.queue(), Failure.idleLink()));
  }

  @Test
  void pendingReceiveOutlivesAForcedClose() throws Exception {
    goesOnAfter(() -> fixture.peer().faults().closeConnections(Failure.forcedClose()));
  }

  @Test
  void pendingReceiveOutlivesAnExpiredToken() throws Exception {
    goesOnAfter(() -> fixture.peer().faults().detachLinks(fixture.queue(), Failure.expiredToken()));
  }

  @Test
  void pendingReceiveOutlivesARestartOfTheNamespace() throws Exception {
    goesOnAfter(
        () -> {
          fixture.stopPeer();
          fixture.startPeer();
        });
  }

  private void goesOnAfter(Runnable mishap) throws Exception {
    try (Consumer consumer = fixture.bus().consume(queue)) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      mishap.run();
      await()
          .ignoreExceptionsInstanceOf(BusException.Unavailable.class)
          .until(() -> publish("still there?"));
      Lease lease = get(pending).orElseThrow();
      get(lease.complete());
    }
  }

  @Test
  void receiverThatFellSilentIsReplaced() throws Exception {
    Timings quick = PeerFixture.QUICK;
    Timings impatient =
        new Timings(
            quick.publish(),
            quick.arrival(),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            quick.firstRetry(),
            quick.lastRetry());
    ServiceBusSettings settings =
        ServiceBusSettings.connectionString(fixture.peer().connectionString());
    try (Bus bus = new ServiceBusBus(settings, impatient);
        Consumer consumer = bus.consume(queue)) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      fixture.peer().faults().deafen(fixture.queue());
      publish("heard by the next one");
      get(get(pending).orElseThrow().complete());
    }
  }

  @Test
  void silentReceiverIsReplacedOnceTheBrokerAnswersAgain() throws Exception {
    try (Consumer consumer = fixture.bus().consume(queue)) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      fixture.peer().faults().deafen(fixture.queue());
      fixture.peer().faults().delay(Duration.ofSeconds(5));
      Instant soundingFailed = Instant.now().plus(fixture.bus().publishTimeout()).plusSeconds(1);
      await().atMost(LONG).until(() -> Instant.now().isAfter(soundingFailed));
      fixture.peer().faults().heal();
      await()
          .atMost(LONG)
          .ignoreExceptionsInstanceOf(BusException.Unavailable.class)
          .until(() -> publish("heard by the next one"));
      get(get(pending).orElseThrow().complete());
    }
  }

  @Test
  void sessionConsumerOutlivesACutAndItsLock() throws Exception {
    Source session = Source.session(fixture.sessionQueue(), "s");
    try (Consumer consumer = fixture.bus().consume(session)) {
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      assertThat(get(fixture.bus().peek(session, 0, 1))).isEmpty();
      fixture.cutConnections();
      Instant lockOver = Instant.now().plus(fixture.lockDuration().multipliedBy(2));
      await().atMost(LONG).until(() -> Instant.now().isAfter(lockOver));
      get(
          fixture
              .bus()
              .publish(
                  Destination.queue(fixture.sessionQueue()),
                  OutboundMessage.of(new byte[1]).withSession("s")));
      get(get(pending).orElseThrow().complete());
    }
  }

  @Test
  void throttlingIsUnavailableAtOnce() throws Exception {
    fixture.peer().faults().refuseMessages(fixture.queue(), Failure.serverBusy());
    assertThatThrownBy(() -> publish("busy"))
        .isInstanceOf(BusException.Unavailable.class)
        .hasMessageContaining(fixture.queue());
    fixture.peer().faults().heal();
    assertThat(publish("free")).isTrue();
  }

  @Test
  void settlementWithoutAnAnswerMayBeTriedAgain() throws Exception {
    publish("once");
    try (Consumer consumer = fixture.bus().consume(queue)) {
      Lease lease = get(consumer.receive(LONG)).orElseThrow();
      get(lease.renew());
      fixture.peer().faults().ignoreSettlement();
      CompletionStage<Void> unheard = lease.complete();
      await().until(() -> fixture.depth(queue) == 1);
      assertThatThrownBy(() -> get(unheard))
          .isInstanceOfAny(BusException.Unavailable.class, BusException.LeaseLost.class);
    }
  }

  @Test
  void slowNamespaceIsUnavailableWithinThePublishTimeout() throws Exception {
    publish("quick");
    fixture.peer().faults().delay(Duration.ofSeconds(20));
    Instant start = Instant.now();
    assertThatThrownBy(() -> publish("slow")).isInstanceOf(BusException.Unavailable.class);
    assertThat(Duration.between(start, Instant.now()))
        .isLessThan(fixture.bus().publishTimeout().plusSeconds(2));
    fixture.peer().faults().heal();
  }

  @Test
  void entitiesOfAnotherKindAreMisconfigured() {
    Bus bus = fixture.bus();
    refused(bus, Source.queue(fixture.sessionQueue()), "requires sessions");
    refused(bus, Source.session(fixture.queue(), "s"), "has no sessions");
    refused(bus, Source.queue(fixture.topic()), "is a topic");
    refused(bus, Source.subscription(fixture.topic(), "green"), "green");
  }

  private static void refused(Bus bus, Source source, String said) {
    try (Consumer consumer = bus.consume(source)) {
      assertThatThrownBy(() -> get(consumer.receive(LONG)))
          .isInstanceOf(BusException.Misconfigured.class)
          .hasMessageStartingWith("busconn: ")
          .hasMessageContaining(said)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void unknownHostIsMisconfigured() {
    ServiceBusSettings settings =
        ServiceBusSettings.connectionString(
            "Endpoint=sb://no-such-namespace.invalid/;SharedAccessKeyName=k;SharedAccessKey=a2V5");
    Bus bus = new ServiceBusBus(settings, PeerFixture.QUICK);
    try (bus) {
      assertThatThrownBy(() -> get(bus.publish(destination, OutboundMessage.of(new byte[0]))))
          .isInstanceOf(BusException.Misconfigured.class)
          .hasMessageContaining("no-such-namespace.invalid");
      assertThatThrownBy(() -> get(bus.consume(queue).receive(LONG)))
          .isInstanceOf(BusException.Misconfigured.class)
          .hasMessageContaining("no-such-namespace.invalid");
    }
  }

  @Test
  void messageBeyondTheLimitIsRefused() {
    assertThatThrownBy(
            () ->
                get(
                    fixture
                        .bus()
                        .publish(destination, OutboundMessage.of(new byte[2 * 1024 * 1024]))))
        .isInstanceOf(BusException.Refused.class)
        .hasMessageContaining(fixture.queue());
  }

  private boolean publish(String body) throws Exception {
    get(fixture.bus().publish(destination, OutboundMessage.of(body.getBytes(UTF_8))));
    return true;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(30, SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
