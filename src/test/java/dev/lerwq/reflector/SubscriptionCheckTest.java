package dev.lerwq.reflector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListIndex;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.acl.LoadedAllowList;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against a topic that drops what nobody has subscribed to. */
class SubscriptionCheckTest {
  private static final Destination TOPIC = Destination.topic("work-queue");

  private static AllowList opening(String... labels) {
    return LoadedAllowList.of(
        new AllowListSource() {
          @Override
          public List<AllowEntry> load() {
            return List.of(labels).stream()
                .map(label -> (AllowEntry) new AllowEntry.Owner(label, "octo-org", label))
                .toList();
          }

          @Override
          public String location() {
            return "here";
          }

          @Override
          public void close() {}
        });
  }

  private static void subscribe(ServiceBusPeer peer, String label) {
    peer.subscription("work-queue", label, Optional.of(label), EntityOptions.standard());
  }

  @Test
  void labelsWithoutASubscriptionAreFoundAndForgottenOnceTheyHaveOne() throws Exception {
    try (ServiceBusPeer peer = ServiceBusPeer.start()) {
      peer.topic("work-queue", Duration.ofDays(1));
      subscribe(peer, "msr-morello");
      try (Bus bus =
          new ServiceBusBus(ServiceBusSettings.connectionString(peer.connectionString()))) {
        SubscriptionCheck check =
            new SubscriptionCheck(bus, opening("msr-morello", "riscv"), TOPIC);
        check.run().toCompletableFuture().join();
        assertThat(check.missing()).containsExactly("riscv");

        subscribe(peer, "riscv");
        check.run().toCompletableFuture().join();
        assertThat(check.missing()).isEmpty();
      }
    }
  }

  @Test
  void aPlainQueueHasNone() {
    SubscriptionCheck check =
        new SubscriptionCheck(new RecordingBus(), opening("riscv"), Destination.queue("q"));
    check.run().toCompletableFuture().join();
    assertThat(check.missing()).isEmpty();
  }

  @Test
  void theIndexKnowsItsLabels() {
    assertThat(
            AllowListIndex.of(
                    List.of(
                        new AllowEntry.Owner("1", "a", "x"),
                        new AllowEntry.Repository("2", "a", "b", "y")))
                .labels())
        .containsExactlyInAnyOrder("x", "y");
  }
}
