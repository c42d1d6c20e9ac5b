package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.InboundMessage.DeadLetter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dead letters keep what they are and why they died. */
interface DeadLetterContract extends Trial {

  @Test
  default void deadLetterKeepsReasonAndMessage() {
    publish(peer().queue(), text("bad").withId("b1").withSubject("red"));
    Source source = Source.queue(peer().queue());
    try (Consumer consumer = bus().consume(source)) {
      get(next(consumer).deadLetter("malformed", "the body is no JSON: wörd"));
    }
    assertThat(drain(source)).isEmpty();

    List<InboundMessage> peeked = get(bus().peek(source.ofDeadLetters(), 0, 10));
    assertThat(peeked).hasSize(1);
    assertThat(peeked.get(0).deadLetter())
        .contains(new DeadLetter("malformed", "the body is no JSON: wörd"));

    try (Consumer dead = bus().consume(source.ofDeadLetters())) {
      Lease lease = next(dead);
      assertThat(text(lease)).isEqualTo("bad");
      assertThat(lease.message().id()).contains("b1");
      assertThat(lease.message().subject()).contains("red");
      assertThat(lease.message().deadLetter())
          .contains(new DeadLetter("malformed", "the body is no JSON: wörd"));
      get(lease.complete());
    }
    assertThat(drain(source.ofDeadLetters())).isEmpty();
  }

  @Test
  default void subscriptionHasDeadLetters() {
    Source red = Source.subscription(peer().topic(), "red");
    get(bus().publish(Destination.topic(peer().topic()), text("bad").withSubject("red")));
    try (Consumer consumer = bus().consume(red)) {
      get(next(consumer).deadLetter("why", ""));
    }

    try (Consumer dead = bus().consume(red.ofDeadLetters())) {
      Lease lease = next(dead);
      assertThat(text(lease)).isEqualTo("bad");
      assertThat(lease.message().deadLetter().orElseThrow().reason()).isEqualTo("why");
      get(lease.complete());
    }
    assertThat(drain(Source.subscription(peer().topic(), "blue").ofDeadLetters())).isEmpty();
  }

  @Test
  default void messageThatFailsTooOftenIsDeadLettered() {
    Source source = Source.queue(peer().queue());
    publish(peer().queue(), text("poison").withId("p1"));
    publish(peer().queue(), text("fine"));
    try (Consumer consumer = bus().consume(source)) {
      for (int i = 0; i < peer().maxAttempts(); i++) {
        Lease lease = next(consumer);
        assertThat(text(lease)).isEqualTo("poison");
        get(lease.abandon());
      }
      Lease fine = next(consumer);
      assertThat(text(fine)).isEqualTo("fine");
      get(fine.complete());
    }

    try (Consumer dead = bus().consume(source.ofDeadLetters())) {
      Lease lease = next(dead);
      assertThat(lease.message().id()).contains("p1");
      assertThat(lease.message().deadLetter().orElseThrow().reason())
          .isEqualTo(DeadLetter.TOO_MANY_ATTEMPTS);
      get(lease.complete());
    }
  }

  @Test
  default void sameMessageMayDieTwice() {
    Source source = Source.queue(peer().queue());
    for (int i = 0; i < 2; i++) {
      publish(peer().queue(), text("bad" + i));
      try (Consumer consumer = bus().consume(source)) {
        get(next(consumer).deadLetter("why", "detail " + i));
      }
    }
    assertThat(drain(source.ofDeadLetters())).containsExactly("bad0", "bad1");
  }
}
