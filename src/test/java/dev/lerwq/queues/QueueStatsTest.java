package dev.lerwq.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.BusAdmin.Inquiry;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.QueueStats;
import dev.lerwq.bus.QueueStats.Count;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.ArtemisAdmin;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What buses tell about their entities. */
@Timeout(60)
class QueueStatsTest {
  private static final List<Inquiry> USUAL =
      List.of(
          Inquiry.topic("work-queue", Set.of("red")),
          Inquiry.sessions("work-complete"),
          Inquiry.queue("debug"));

  @TempDir Path directory;

  private static List<QueueStats> ask(BusAdmin admin, List<Inquiry> inquiries) {
    try {
      return Waiting.on(admin.stats(inquiries));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void fill(Bus bus) throws InterruptedException {
    for (String id : List.of("1", "2", "3")) {
      Waiting.on(
          bus.publish(
              Destination.topic("work-queue"), LocalBus.text(id).withId(id).withSubject("red")));
      Waiting.on(
          bus.publish(
              Destination.queue("work-complete"),
              LocalBus.text(id).withId(id).withSession("s" + id)));
    }
    try (Consumer consumer = bus.consume(Source.subscription("work-queue", "red"))) {
      Waiting.on(
          Waiting.on(consumer.receive(LocalBus.SOON)).orElseThrow().deadLetter("why", "because"));
    }
  }

  @Test
  void artemisTellsAll() throws InterruptedException {
    Instant before = Instant.now().minusSeconds(1);
    try (LocalBus local = new LocalBus(directory);
        BusAdmin admin = new ArtemisAdmin(local.vertx(), local.settings())) {
      assertThat(ask(admin, USUAL)).hasSize(3).allMatch(s -> s.depth().get().number() == 0);
      fill(local.bus());
      local.publish(Destination.topic("work-queue"), LocalBus.text("x").withSubject("a/b c"));
      local.publish(Destination.queue("work-queue-other"), LocalBus.text("not asked for"));
      try (Consumer parked = local.bus().consume(Source.subscription("work-queue", "idle"))) {
        var unused = parked.receive(Duration.ofMinutes(1));
        await()
            .atMost(LocalBus.SOON)
            .until(() -> ask(admin, USUAL).stream().anyMatch(s -> s.consumers().get() == 1));
        List<QueueStats> stats = ask(admin, USUAL);
        assertThat(stats).hasSize(5);
        assertThat(stats.get(0).subscription()).contains("a/b c");
        assertThat(stats.get(1).subscription()).contains("idle");
        QueueStats red = stats.get(2);
        assertThat(red.subscription()).contains("red");
        assertThat(red.depth()).contains(Count.exactly(2));
        assertThat(red.deadLetters()).contains(Count.exactly(1));
        assertThat(red.oldest().orElseThrow()).isBetween(before, Instant.now().plusSeconds(1));
        assertThat(red.problem()).isEmpty();
        assertThat(stats.get(3).entity()).isEqualTo("work-complete");
        assertThat(stats.get(3).sessions()).contains(3);
        assertThat(stats.get(3).depth()).contains(Count.exactly(3));
        assertThat(stats.get(4)).matches(debug -> debug.oldest().isEmpty());
      }
    }
  }

  @Test
  void messageUnderLeaseCounts() throws InterruptedException {
    try (LocalBus local = new LocalBus(directory);
        BusAdmin admin = new ArtemisAdmin(local.vertx(), local.settings());
        Consumer consumer = local.bus().consume(Source.queue("debug"))) {
      local.publish(Destination.queue("debug"), LocalBus.text("held"));
      assertThat(Waiting.on(consumer.receive(LocalBus.SOON))).isPresent();
      QueueStats debug = ask(admin, List.of(Inquiry.queue("debug"))).get(0);
      assertThat(debug.depth()).contains(Count.exactly(1));
      assertThat(debug.consumers()).contains(1);
      assertThat(debug.oldest()).isEmpty();
    }
  }

  @Test
  void brokerThatIsAwayIsUnavailable() {
    try (LocalBus local = new LocalBus(directory);
        BusAdmin admin =
            new ArtemisAdmin(
                local.vertx(),
                AmqpSettings.of("127.0.0.1", 1, false, Optional.empty())
                    .withPublishTimeout(Duration.ofMillis(500)))) {
      assertThatThrownBy(() -> ask(admin, USUAL)).isInstanceOf(BusException.Unavailable.class);
    }
  }

  @Test
  void serviceBusTellsWhatCanBePeeked() throws InterruptedException {
    try (ServiceBusPeer peer = ServiceBusPeer.start()) {
      peer.queue("work-complete", EntityOptions.standard().withSessions());
      peer.topic("work-queue", Duration.ZERO);
      peer.subscription("work-queue", "red", Optional.of("red"), EntityOptions.standard());
      Bus bus = new ServiceBusBus(ServiceBusSettings.connectionString(peer.connectionString()));
      try (BusAdmin admin = new PeekedStats(bus, 3)) {
        fill(bus);
        List<QueueStats> stats = ask(admin, USUAL);
        assertThat(stats).hasSize(3);
        assertThat(stats.get(0).depth()).contains(Count.exactly(2));
        assertThat(stats.get(0).deadLetters()).contains(Count.exactly(1));
        assertThat(stats.get(0).oldest()).isPresent();
        assertThat(stats.get(0).consumers()).isEmpty();
        assertThat(stats.get(1).depth().map(Count::toString)).contains("3+");
        assertThat(stats.get(1).sessions()).contains(3);
        assertThat(stats.get(2).problem().orElseThrow()).contains("debug");
        assertThat(stats.get(2).depth()).isEmpty();
      }
    }
  }
}
