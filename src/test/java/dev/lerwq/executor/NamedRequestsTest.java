package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** On Service Bus; on the embedded bus a process test does the same. */
class NamedRequestsTest {
  private static final String QUEUE = "work-complete";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Test
  void requestReachesTheOneThatItNamesAndIsGoneThen() {
    try (ServiceBusPeer peer =
            ServiceBusPeer.start().queue(QUEUE, EntityOptions.standard().withSessions());
        Bus bus = bus(peer);
        Bus other = bus(peer);
        Workers workers = new Workers("named-requests-test");
        NamedRequests a = requests(bus, workers, "rack-a");
        NamedRequests b = requests(other, workers, "rack-b")) {
      a.start();
      b.start();
      send(bus, "rack-b", "1", Duration.ofMinutes(5));
      await().atMost(SOON).until(() -> heard.equals(List.of("rack-b 1")));
      send(other, "rack-a", "2", Duration.ofMinutes(5));
      send(other, "rack-b", "3", Duration.ofMinutes(5));
      await().atMost(SOON).until(() -> heard.size() == 3);
      assertThat(heard).contains("rack-a 2", "rack-b 3");
      await().atMost(SOON).until(() -> peer.depth(QUEUE) == 0);
    }
  }

  @Test
  void requestThatNobodyHearsExpires() {
    try (ServiceBusPeer peer =
            ServiceBusPeer.start().queue(QUEUE, EntityOptions.standard().withSessions());
        Bus bus = bus(peer)) {
      send(bus, "rack-c", "1", Duration.ofMillis(200));
      await().atMost(SOON).until(() -> peer.depth(QUEUE) == 0);
    }
  }

  private static Bus bus(ServiceBusPeer peer) {
    return new ServiceBusBus(ServiceBusSettings.connectionString(peer.connectionString()));
  }

  private NamedRequests requests(Bus bus, Workers workers, String name) {
    return new NamedRequests(
        bus,
        QUEUE,
        name,
        workers,
        Timeouts.defaults(),
        request -> heard.add(name + " " + request.id()));
  }

  private static void send(Bus bus, String name, String id, Duration timeToLive) {
    OutboundMessage message =
        OutboundMessage.of(MessageCodec.encode(new Shutdown(id, Optional.of(name))))
            .withId(MessageIds.namedShutdown(id))
            .withSession(MessageIds.shutdownSession(name))
            .withTimeToLive(timeToLive);
    bus.publish(Destination.queue(QUEUE), message).toCompletableFuture().join();
  }
}
