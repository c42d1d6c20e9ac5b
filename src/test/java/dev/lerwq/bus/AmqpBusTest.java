package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.AmqpSettings.Login;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.bus.embedded.Variants;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the AMQP adapter and the embedded broker. */
@Timeout(60)
class AmqpBusTest implements Trial {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private EmbeddedBroker broker;
  private TcpRelay relay;
  private Bus bus;

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(settings("data", 95));
    relay = new TcpRelay(broker::port);
    bus = connect(relay.port());
  }

  private BrokerSettings settings(String name, int maxDiskUsage) {
    BrokerSettings usual = BrokerSettings.of(directory.resolve(name), "127.0.0.1", 0, "s3cret");
    return Variants.of(
        usual, Duration.ofSeconds(1), usual.journalBuffer(), usual.memory(), maxDiskUsage);
  }

  private Bus connect(int port) {
    return new AmqpBus(
        vertx,
        new AmqpSettings(
            "127.0.0.1",
            port,
            false,
            Optional.of(new Login(EmbeddedBroker.USER, "s3cret")),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            3));
  }

  @AfterEach
  void stop() {
    bus.close();
    relay.close();
    broker.close();
    assertThat(vertx.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(10));
  }

  @Override
  public BusFixture peer() {
    throw new UnsupportedOperationException("this test has a peer of its own");
  }

  @Override
  public Bus bus() {
    return bus;
  }

  @Test
  void silentPeerIsNoticed() {
    publish("q", text("held"));
    Lease lease = next(bus.consume(Source.queue("q")));
    relay.silence(true);
    get(lease.lost());
    relay.silence(false);
    relay.cut();
  }

  @RepeatedTest(3)
  void consumerThatDiesCountsAsAnAttempt() {
    publish("q", text("killer").withTimeToLive(Duration.ofMinutes(1)));
    try (Consumer consumer = bus.consume(Source.queue("q"))) {
      for (int attempt = 1; attempt <= 3; attempt++) {
        Lease lease = next(consumer);
        assertThat(lease.message().attempt()).isEqualTo(attempt);
        relay.cut();
        get(lease.lost());
      }
      assertThat(get(consumer.receive(Duration.ofSeconds(2)))).isEmpty();
    }
    try (Consumer dead = bus.consume(Source.queue("q").ofDeadLetters())) {
      Lease lease = next(dead);
      assertThat(lease.message().deadLetter().orElseThrow().reason())
          .isEqualTo(InboundMessage.DeadLetter.TOO_MANY_ATTEMPTS);
      get(lease.complete());
    }
  }

  @Test
  void entityHasATimeToLiveAndItsDeadLettersHaveNone() {
    publish("q", text("dead"));
    try (Consumer consumer = bus.consume(Source.queue("q"))) {
      get(next(consumer).deadLetter("why", "because"));
    }
    publish("q", text("forgotten"));
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(get(bus.peek(Source.queue("q"), 0, 10))).isEmpty());
    assertThat(drain(Source.queue("q").ofDeadLetters())).containsExactly("dead");
  }

  @Test
  void sessionsOfAQueueShareItsDuplicateDetection() {
    publish("c", text("one").withId("same").withSession("a"));
    publish("c", text("two").withId("same").withSession("b"));

    assertThat(drain(Source.session("c", "a"))).containsExactly("one");
    assertThat(drain(Source.session("c", "b"))).isEmpty();
  }

  @Test
  void topicMessageWithoutSubjectIsRefused() {
    assertThatThrownBy(() -> get(bus.publish(Destination.topic("t"), text("x"))))
        .isInstanceOf(BusException.Refused.class);
  }

  @Test
  void fullDiskRefusesMessages() {
    try (EmbeddedBroker full = EmbeddedBroker.start(settings("full", 1));
        Bus held = connect(full.port())) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> get(held.publish(Destination.queue("q"), text("x"))))
                      .isInstanceOf(BusException.Unavailable.class));
    }
  }

  @Test
  void busWithoutBrokerOpensAndCloses() {
    try (Bus nowhere = connect(1)) {
      assertThat(get(nowhere.consume(Source.queue("q")).receive(SHORT))).isEmpty();
      assertThatThrownBy(() -> get(nowhere.peek(Source.queue("q"), 0, 1)))
          .isInstanceOf(BusException.Unavailable.class);
    }
  }
}
