package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishing, routing, duplicates, and times. */
interface PublishContract extends Trial {

  @Test
  default void everyPropertyComesBack() {
    Instant before = Instant.now().minusSeconds(5);
    publish(peer().queue(), text("hällo").withId("id-ü-1").withSubject("red"));

    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(consumer);
      InboundMessage message = lease.message();
      assertThat(text(lease)).isEqualTo("hällo");
      assertThat(message.id()).contains("id-ü-1");
      assertThat(message.subject()).contains("red");
      assertThat(message.session()).isEmpty();
      assertThat(message.attempt()).isEqualTo(1);
      assertThat(message.deadLetter()).isEmpty();
      assertThat(message.sequence()).isNotNegative();
      assertThat(message.enqueuedAt())
          .satisfiesAnyOf(
              t -> assertThat(t).isEqualTo(Instant.EPOCH),
              t -> assertThat(t).isBetween(before, Instant.now().plusSeconds(5)));
      assertThat(lease.lockedUntil().isPresent()).isEqualTo(bus().capabilities().leasesExpire());
      get(lease.renew());
      get(lease.complete());
    }
  }

  @Test
  default void whatIsAbsentStaysAbsent() {
    publish(peer().queue(), text("bare"));

    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(consumer);
      assertThat(lease.message().id()).isEmpty();
      assertThat(lease.message().subject()).isEmpty();
      assertThat(lease.message().session()).isEmpty();
      get(lease.complete());
    }
  }

  @Test
  default void bodiesOfAllSizesArriveUnchanged() {
    List<Integer> sizes = new ArrayList<>(List.of(0, 1, 70_000, 200_000));
    if (!peer().lacks(BusFixture.Lack.LARGE_BODIES)) {
      sizes.add(900_000);
    }
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      for (int size : sizes) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        publish(peer().queue(), OutboundMessage.of(body));
        Lease lease = next(consumer);
        assertThat(lease.message().body()).isEqualTo(body);
        get(lease.complete());
      }
    }
  }

  @Test
  default void subjectSelectsTheSubscription() {
    Destination topic = Destination.topic(peer().topic());
    get(bus().publish(topic, text("r1").withSubject("red")));
    get(bus().publish(topic, text("b1").withSubject("blue")));
    get(bus().publish(topic, text("r2").withSubject("red")));

    assertThat(drain(Source.subscription(peer().topic(), "red"))).containsExactly("r1", "r2");
    assertThat(drain(Source.subscription(peer().topic(), "blue"))).containsExactly("b1");
  }

  @Test
  default void messageThatNobodySubscribedToIsKeptWhereTheBusSaysSo() {
    Destination topic = Destination.topic(peer().topic());
    get(bus().publish(topic, text("early").withSubject("green")));

    if (bus().capabilities().keepsUnrouted()) {
      assertThat(drain(Source.subscription(peer().topic(), "green"))).containsExactly("early");
    }
    assertThat(drain(Source.subscription(peer().topic(), "red"))).isEmpty();
  }

  @Test
  default void sameIdIsAcceptedTwiceAndDeliveredOnce() {
    String queue = peer().duplicateDetectingQueue();
    publish(queue, text("first").withId("same"));
    publish(queue, text("second").withId("same"));
    publish(queue, text("third").withId("other"));

    assertThat(drain(Source.queue(queue))).containsExactly("first", "third");
  }

  @Test
  default void sameIdOnAnotherEntityIsNoDuplicate() {
    publish(peer().duplicateDetectingQueue(), text("here").withId("same"));
    publish(peer().otherDuplicateDetectingQueue(), text("there").withId("same"));

    assertThat(drain(Source.queue(peer().duplicateDetectingQueue()))).containsExactly("here");
    assertThat(drain(Source.queue(peer().otherDuplicateDetectingQueue()))).containsExactly("there");
  }

  @Test
  default void completedMessageIsStillRememberedAsDuplicate() {
    String queue = peer().duplicateDetectingQueue();
    publish(queue, text("first").withId("same"));
    assertThat(drain(Source.queue(queue))).hasSize(1);

    publish(queue, text("again").withId("same"));

    assertThat(drain(Source.queue(queue))).isEmpty();
  }

  @Test
  default void messageGoesWhenItsTimeToLiveIsOver() {
    Source source = Source.queue(peer().queue());
    publish(peer().queue(), text("short").withTimeToLive(Duration.ofMillis(300)));
    publish(peer().queue(), text("long").withTimeToLive(Duration.ofHours(1)));

    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get(bus().peek(source, 0, 10)))
                    .map(this::text)
                    .isEqualTo(List.of("long")));

    assertThat(drain(source)).containsExactly("long");
    assertThat(drain(source.ofDeadLetters())).isEmpty();
  }

  @Test
  default void messageIsInvisibleBeforeItsTime() {
    need(BusFixture.Lack.NOT_BEFORE);
    Instant due = Instant.now().plusMillis(1500);
    publish(peer().queue(), text("later").withNotBefore(due));

    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
      Lease lease = next(consumer);
      assertThat(Instant.now()).isAfterOrEqualTo(due.minusMillis(50));
      assertThat(text(lease)).isEqualTo("later");
      get(lease.complete());
    }
  }

  @Test
  default void manyConcurrentPublishesArriveOnceEach() {
    Destination queue = Destination.queue(peer().queue());
    List<String> bodies = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();

    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (String body : bodies) {
      stages.add(bus().publish(queue, text(body).withId(body)));
    }
    stages.forEach(this::get);

    assertThat(drain(Source.queue(peer().queue()))).containsExactlyInAnyOrderElementsOf(bodies);
  }

  @Test
  default void checkPassesForWhatCanBePublishedTo() {
    get(bus().check(Destination.queue(peer().queue())));
    get(bus().check(Destination.topic(peer().topic())));
    get(bus().check(Destination.queue(peer().sessionQueue())));

    assertThat(peer().depth(Source.queue(peer().queue()))).isZero();
  }

  @Test
  default void publishToWhatDoesNotExistIsMisconfigured() {
    need(BusFixture.Lack.MISSING_ENTITIES);
    Destination missing = Destination.queue("no-such-queue");

    assertThatThrownBy(() -> get(bus().publish(missing, text("x"))))
        .isInstanceOf(BusException.Misconfigured.class)
        .hasMessageContaining("no-such-queue");
    assertThatThrownBy(() -> get(bus().check(missing)))
        .isInstanceOf(BusException.Misconfigured.class)
        .hasMessageContaining("no-such-queue");
  }

  @Test
  default void wrongPasswordIsMisconfigured() {
    need(BusFixture.Lack.CREDENTIALS);
    Bus bus = peer().busWithWrongPassword();
    Destination queue = Destination.queue(peer().queue());

    assertThatThrownBy(() -> get(bus.publish(queue, text("x"))))
        .isInstanceOf(BusException.Misconfigured.class);
    assertThatThrownBy(() -> get(bus.check(queue))).isInstanceOf(BusException.Misconfigured.class);
    assertThatThrownBy(() -> get(bus.consume(Source.queue(peer().queue())).receive(LONG)))
        .isInstanceOf(BusException.Misconfigured.class);
    assertThatThrownBy(() -> get(bus.peek(Source.queue(peer().queue()), 0, 1)))
        .isInstanceOf(BusException.Misconfigured.class);
  }
}
