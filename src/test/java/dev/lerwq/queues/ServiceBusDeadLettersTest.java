package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same repairs where locks expire and duplicates are remembered for a time. */
@Timeout(60)
class ServiceBusDeadLettersTest {
  private static final Source RED = Source.subscription("work-queue", "red");

  @Test
  void redriveGetsPastTheDuplicateWindowAndLeavesOthers() throws InterruptedException {
    List<String> written = new ArrayList<>();
    try (ServiceBusPeer peer = ServiceBusPeer.start()) {
      peer.topic("work-queue", Duration.ofDays(1));
      peer.subscription("work-queue", "red", Optional.of("red"), EntityOptions.standard());
      try (Bus bus =
          new ServiceBusBus(ServiceBusSettings.connectionString(peer.connectionString()))) {
        for (String reason : List.of("poison", "malformed")) {
          Waiting.on(
              bus.publish(
                  Destination.topic("work-queue"),
                  LocalBus.text(reason).withId(reason).withSubject("red")));
          try (Consumer consumer = bus.consume(RED)) {
            Waiting.on(
                Waiting.on(consumer.receive(LocalBus.SOON)).orElseThrow().deadLetter(reason, "x"));
          }
        }
        DeadLetterFilter filter =
            new DeadLetterFilter(Set.of(), Optional.of("malformed"), Optional.empty());
        DeadLetters letters = new DeadLetters(bus, RED, filter, Instant.now());
        assertThat(letters.list()).hasSize(1);
        assertThat(letters.treat(1, new Redrive(bus, RED, (dead, again) -> {}, written::add)))
            .isEqualTo(1);
        assertThat(written).isEmpty();
        DeadLetters left = new DeadLetters(bus, RED, DeadLetterFilter.all(), Instant.now());
        assertThat(left.list()).singleElement().matches(m -> m.id().equals(Optional.of("poison")));
        Drain drain =
            new Drain(bus, RED, m -> new String(m.body(), UTF_8), written::add, written::add);
        assertThat(drain.run(new Limits(1, LocalBus.SOON))).isEqualTo(1);
        assertThat(written).containsExactly("malformed");
      }
    }
  }
}
