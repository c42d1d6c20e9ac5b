package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The connection breaks, the peer goes away and comes back. */
interface OutageContract extends Trial {

  @Test
  default void pendingReceiveGoesOnAfterACut() {
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(Duration.ofSeconds(25));
      peer().cutConnections();
      publishPersistently("after the cut");

      Lease lease = get(pending).orElseThrow();
      assertThat(text(lease)).isEqualTo("after the cut");
      get(lease.complete());
    }
  }

  @Test
  default void leaseOnACutConnectionIsLostWhereItLivesAsLongAsTheConnection() {
    publish(peer().queue(), text("held"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(consumer);
      peer().cutConnections();

      if (!bus().capabilities().leasesExpire()) {
        get(lease.lost());
        assertThatThrownBy(() -> get(lease.complete())).isInstanceOf(BusException.LeaseLost.class);
        Lease again = next(consumer);
        assertThat(text(again)).isEqualTo("held");
        get(again.complete());
      } else {
        settleOrTakeAgain(consumer, lease);
      }
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(peer().depth(Source.queue(peer().queue()))).isZero());
    }
  }

  private void settleOrTakeAgain(Consumer consumer, Lease lease) {
    try {
      get(lease.complete());
    } catch (BusException.Unavailable unknown) {
      settleOrTakeAgain(consumer, lease);
    } catch (BusException.LeaseLost lost) {
      get(next(consumer).complete());
    }
  }

  @Test
  default void publishesDuringACutArrive() {
    List<CompletionStage<Void>> stages = new ArrayList<>();
    String queue = peer().duplicateDetectingQueue();
    get(bus().check(Destination.queue(queue)));
    for (int i = 0; i < 100; i++) {
      stages.add(bus().publish(Destination.queue(queue), text("m" + i).withId("m" + i)));
      if (i == 50) {
        peer().cutConnections();
      }
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      all.add("m" + i);
      try {
        get(stages.get(i));
      } catch (BusException.Unavailable unknown) {
        String again = "m" + i;
        await()
            .atMost(LONG)
            .ignoreExceptionsInstanceOf(BusException.Unavailable.class)
            .until(
                () -> {
                  publish(queue, text(again).withId(again));
                  return true;
                });
      }
    }
    assertThat(drain(Source.queue(queue))).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  default void publishWhileThePeerIsDownFailsInTimeAndWorksAgainLater() {
    publish(peer().queue(), text("before"));
    peer().stopPeer();

    Instant start = Instant.now();
    assertThatThrownBy(() -> publish(peer().queue(), text("lost")))
        .isInstanceOf(BusException.Unavailable.class);
    assertThat(Duration.between(start, Instant.now()))
        .isLessThan(bus().publishTimeout().plusSeconds(2));
    assertThatThrownBy(() -> get(bus().check(Destination.queue(peer().queue()))))
        .isInstanceOf(BusException.Unavailable.class);

    peer().startPeer();
    publishPersistently("after");
    assertThat(drain(Source.queue(peer().queue()))).contains("after");
  }

  @Test
  default void peerKeepsMessagesOverARestart() {
    need(BusFixture.Lack.MEMORY_OVER_RESTART);
    Source queue = Source.queue(peer().queue());
    publish(peer().duplicateDetectingQueue(), text("first").withId("same"));
    publish(peer().queue(), text("kept"));
    publish(peer().queue(), text("dead"));
    publish(peer().sessionQueue(), text("session").withSession("s"));
    get(bus().publish(Destination.topic(peer().topic()), text("red").withSubject("red")));
    try (Consumer consumer = bus().consume(queue)) {
      Lease kept = next(consumer);
      get(kept.release());
      get(next(consumer).deadLetter("why", "because"));
      Lease dead = next(consumer);
      get(dead.release());
    }
    peer().stopPeer();
    peer().startPeer();

    publishPersistently("new");
    assertThat(drain(queue)).hasSize(2).contains("new");
    assertThat(drain(queue.ofDeadLetters())).hasSize(1);
    assertThat(drain(Source.session(peer().sessionQueue(), "s"))).containsExactly("session");
    assertThat(drain(Source.subscription(peer().topic(), "red"))).containsExactly("red");
    publish(peer().duplicateDetectingQueue(), text("second").withId("same"));
    assertThat(drain(Source.queue(peer().duplicateDetectingQueue()))).containsExactly("first");
  }

  @Test
  default void consumerOutlivesARestartOfThePeer() {
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      CompletionStage<Optional<Lease>> pending = consumer.receive(Duration.ofSeconds(28));
      peer().stopPeer();
      peer().startPeer();
      publishPersistently("after the restart");

      Lease lease = get(pending).orElseThrow();
      assertThat(text(lease)).isEqualTo("after the restart");
      get(lease.complete());
    }
  }

  @Test
  default void receiveBeforeThePeerIsUpWaits() {
    peer().stopPeer();
    try (Consumer consumer = peer().anotherBus().consume(Source.queue(peer().queue()))) {
      assertThat(get(consumer.receive(SHORT))).isEmpty();
      CompletionStage<Optional<Lease>> pending = consumer.receive(Duration.ofSeconds(28));
      peer().startPeer();
      publishPersistently("at last");

      Lease lease = get(pending).orElseThrow();
      assertThat(text(lease)).isEqualTo("at last");
      get(lease.complete());
    }
  }

  private void publishPersistently(String body) {
    await()
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(BusException.Unavailable.class)
        .until(
            () -> {
              publish(peer().queue(), text(body));
              return true;
            });
  }
}
