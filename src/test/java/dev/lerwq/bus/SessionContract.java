package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Queues with sessions: how a completed job finds the executor that waits for it. */
interface SessionContract extends Trial {

  @Test
  default void sessionMessageGoesToItsReader() {
    String queue = peer().sessionQueue();
    try (Consumer one = bus().consume(Source.session(queue, "github-one"));
        Consumer two = bus().consume(Source.session(queue, "github-two"))) {
      CompletionStage<Optional<Lease>> first = one.receive(LONG);
      CompletionStage<Optional<Lease>> second = two.receive(LONG);
      publish(queue, text("for two").withId("c2").withSession("github-two"));
      publish(queue, text("for one").withId("c1").withSession("github-one"));

      Lease forOne = get(first).orElseThrow();
      Lease forTwo = get(second).orElseThrow();
      assertThat(text(forOne)).isEqualTo("for one");
      assertThat(text(forTwo)).isEqualTo("for two");
      assertThat(forOne.message().session()).contains("github-one");
      assertThat(forOne.message().id()).contains("c1");
      get(forOne.complete());
      get(forTwo.complete());
    }
  }

  @Test
  default void sessionMessageWaitsForItsReader() {
    publish(peer().sessionQueue(), text("early").withSession("github-late"));

    assertThat(drain(Source.session(peer().sessionQueue(), "github-other"))).isEmpty();
    assertThat(drain(Source.session(peer().sessionQueue(), "github-late")))
        .containsExactly("early");
  }

  @Test
  default void sessionNamesMayHoldAnything() {
    String session = "github-ephemeral-höst.example::a#b*c/d e%2F-1700000000000-42";
    publish(peer().sessionQueue(), text("odd").withSession(session));
    publish(peer().sessionQueue(), text("other").withSession("github-ephemeral"));

    try (Consumer consumer = bus().consume(Source.session(peer().sessionQueue(), session))) {
      Lease lease = next(consumer);
      assertThat(text(lease)).isEqualTo("odd");
      assertThat(lease.message().session()).contains(session);
      get(lease.complete());
      assertThat(get(consumer.receive(SHORT))).isEmpty();
    }
  }

  @Test
  default void sessionCanBeReadAgainAfterItsReaderLeft() {
    publish(peer().sessionQueue(), text("kept").withSession("s"));
    Consumer first = bus().consume(Source.session(peer().sessionQueue(), "s"));
    get(next(first).release());
    first.close();

    assertThat(drain(Source.session(peer().sessionQueue(), "s"))).containsExactly("kept");
  }

  @Test
  default void secondReaderOfASessionIsTurnedAwayWhereSessionsAreExclusive() {
    String queue = peer().sessionQueue();
    publish(queue, text("shows that the first has the session").withSession("s"));
    try (Consumer first = bus().consume(Source.session(queue, "s"))) {
      get(next(first).complete());
      try (Consumer second = peer().anotherBus().consume(Source.session(queue, "s"))) {
        if (bus().capabilities().exclusiveSessions()) {
          CompletionStage<Optional<Lease>> pending = second.receive(LONG);
          assertThatThrownBy(() -> get(pending)).isInstanceOf(BusException.Unavailable.class);
        } else {
          assertThat(get(second.receive(Duration.ofSeconds(1)))).isEmpty();
        }
      }
    }
  }

  @Test
  default void manySessionsWorkSideBySide() {
    String queue = peer().sessionQueue();
    for (int i = 0; i < 100; i++) {
      publish(queue, text("m" + i).withSession("session-" + i));
    }
    for (int i : new int[] {0, 17, 99}) {
      assertThat(drain(Source.session(queue, "session-" + i))).containsExactly("m" + i);
    }
  }
}
