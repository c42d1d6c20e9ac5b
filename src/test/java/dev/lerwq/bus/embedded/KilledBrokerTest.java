package dev.lerwq.bus.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.AmqpSettings.Login;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the broker acknowledged survives the sudden end of its process. */
@Timeout(60)
class KilledBrokerTest {
  private static final Destination QUEUE = Destination.queue("work");
  private static final Source SOURCE = Source.queue("work");

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void closeVertx() {
    assertThat(vertx.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(10));
  }

  private Bus connect(BrokerProcess broker) {
    return new AmqpBus(
        vertx,
        AmqpSettings.of(
                "127.0.0.1",
                broker.port(),
                false,
                Optional.of(new Login(EmbeddedBroker.USER, BrokerProcess.PASSWORD)))
            .withPublishTimeout(Duration.ofSeconds(3)));
  }

  @Test
  void acknowledgedMessagesAndTheirIdsSurvive() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Path data = directory.resolve("data");
    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      publish(bus, "dead");
      try (Consumer consumer = bus.consume(SOURCE)) {
        get(lease(consumer).deadLetter("why", "because"));
      }
      List<CompletionStage<Void>> stages = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        String id = "m" + i;
        stages.add(bus.publish(QUEUE, message(id)).thenRun(() -> acknowledged.add(id)));
      }
      while (acknowledged.size() < 500) {
        Thread.onSpinWait();
      }
      broker.kill();
      stages.forEach(stage -> stage.toCompletableFuture().handle((v, e) -> v).join());
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(500);

    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      acknowledged.stream().limit(50).forEach(id -> publish(bus, id));
      List<String> kept = drain(bus, SOURCE);
      assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged).doesNotContain("dead");
      assertThat(drain(bus, SOURCE.ofDeadLetters())).containsExactly("dead");
    }
  }

  @Test
  void whatTheKilledProcessItselfTookForSafeSurvives() throws Exception {
    Path data = directory.resolve("data");
    Set<String> confirmed = new LinkedHashSet<>();
    try (BrokerProcess broker = BrokerProcess.startSlow(data, 6000)) {
      while (confirmed.size() < 3000) {
        confirmed.add(broker.nextConfirmed());
      }
      broker.kill();
    }
    assertThat(data.resolve("paging")).isNotEmptyDirectory();

    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      confirmed.stream()
          .filter(name -> number(name) % 2 == 0)
          .limit(50)
          .forEach(name -> get(bus.publish(Destination.queue(BrokerProcess.OWN), message(name))));
      List<String> kept = new ArrayList<>(drain(bus, Source.queue(BrokerProcess.OWN)));
      kept.addAll(drain(bus, Source.queue(BrokerProcess.NAMELESS)));
      assertThat(kept).doesNotHaveDuplicates().containsAll(confirmed);
    }
  }

  /** Other addresses' page files do not stand for what the journal has yet to write. */
  @Test
  void whatIsAcknowledgedToAClientOfSeveralAddressesSurvives() throws Exception {
    Path data = directory.resolve("data");
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (BrokerProcess broker = BrokerProcess.startSlow(data, 0);
        Bus bus = connect(broker)) {
      Destination debug = Destination.queue("debug");
      for (CompletionStage<Void> each : publishLarge(bus, debug, 30)) {
        get(each);
      }
      assertThat(data.resolve("paging")).isNotEmptyDirectory();
      List<CompletionStage<Void>> stages = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        String name = "m" + i;
        stages.add(bus.publish(QUEUE, message(name)).thenRun(() -> acknowledged.add(name)));
        stages.addAll(publishLarge(bus, debug, 1));
      }
      await().pollInterval(ofMillis(1)).until(() -> !acknowledged.isEmpty());
      broker.kill();
      stages.forEach(stage -> stage.toCompletableFuture().handle((v, e) -> v).join());
    }

    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      assertThat(drain(bus, SOURCE)).containsAll(acknowledged);
    }
  }

  private static List<CompletionStage<Void>> publishLarge(Bus bus, Destination to, int count) {
    return Stream.generate(() -> bus.publish(to, BrokerProcess.large("debug", 90_000)))
        .limit(count)
        .toList();
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(1));
  }

  @Test
  void leaseOfAKilledBrokerComesBack() throws Exception {
    Path data = directory.resolve("data");
    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      publish(bus, "held");
      Lease lease = lease(bus.consume(SOURCE));
      broker.kill();
      get(lease.lost());
    }
    try (BrokerProcess broker = BrokerProcess.start(data);
        Bus bus = connect(broker)) {
      assertThat(drain(bus, SOURCE)).containsExactly("held");
    }
  }

  private static OutboundMessage message(String id) {
    return OutboundMessage.of(id.getBytes(UTF_8)).withId(id);
  }

  private static void publish(Bus bus, String id) {
    get(bus.publish(QUEUE, message(id)));
  }

  private static Lease lease(Consumer consumer) {
    return get(consumer.receive(Duration.ofSeconds(10))).orElseThrow();
  }

  private static List<String> drain(Bus bus, Source source) {
    List<String> bodies = new ArrayList<>();
    try (Consumer consumer = bus.consume(source)) {
      for (var l = get(consumer.receive(Duration.ofMillis(500)));
          l.isPresent();
          l = get(consumer.receive(Duration.ofMillis(500)))) {
        bodies.add(new String(l.get().message().body(), UTF_8).lines().findFirst().orElse(""));
        get(l.get().complete());
      }
    }
    return bodies;
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
