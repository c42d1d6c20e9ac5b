package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Receiving one at a time, timeouts, closing, and peeking. */
interface ReceiveContract extends Trial {

  @Test
  default void receiveWaitsForTheMessage() {
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      publish(peer().queue(), text("awaited"));

      Lease lease = get(pending).orElseThrow();
      assertThat(text(lease)).isEqualTo("awaited");
      get(lease.complete());
    }
  }

  @Test
  default void receiveEndsEmptyWhenTheWaitIsOver() {
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Instant start = Instant.now();
      assertThat(get(consumer.receive(SHORT))).isEmpty();
      assertThat(Duration.between(start, Instant.now()))
          .isBetween(SHORT.minusMillis(20), Duration.ofSeconds(10));
    }
  }

  @Test
  default void zeroWaitTakesWhatIsThere() {
    publish(peer().queue(), text("there"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = get(consumer.receive(Duration.ZERO)).orElseThrow();
      assertThat(text(lease)).isEqualTo("there");
      get(lease.complete());
      assertThat(get(consumer.receive(Duration.ZERO))).isEmpty();
    }
  }

  @Test
  default void messagesComeInTheOrderOfPublishing() {
    List<String> bodies = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
    bodies.forEach(body -> publish(peer().queue(), text(body)));

    assertThat(drain(Source.queue(peer().queue()))).isEqualTo(bodies);
  }

  @Test
  default void consumerHoldsOneLeaseAtATime() {
    publish(peer().queue(), text("one"));
    publish(peer().queue(), text("two"));
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(consumer);
      assertThatIllegalStateException().isThrownBy(() -> consumer.receive(SHORT));
      get(lease.complete());
      get(next(consumer).complete());
    }
  }

  @Test
  default void consumerWaitsForOneMessageAtATime() {
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      assertThatIllegalStateException().isThrownBy(() -> consumer.receive(SHORT));
      assertThat(pending.toCompletableFuture()).isNotDone();
    }
  }

  @Test
  default void idleConsumerTakesNothingFromOthers() {
    try (Consumer idle = bus().consume(Source.queue(peer().queue()));
        Consumer busy = bus().consume(Source.queue(peer().queue()))) {
      assertThat(get(idle.receive(Duration.ZERO))).isEmpty();
      for (int i = 0; i < 5; i++) {
        publish(peer().queue(), text("m" + i));
        Lease lease = next(busy);
        assertThat(text(lease)).isEqualTo("m" + i);
        get(lease.complete());
      }
    }
  }

  @Test
  default void competingConsumersShareTheMessages() throws Exception {
    int messages = 60;
    for (int i = 0; i < messages; i++) {
      publish(peer().queue(), text("m" + i));
    }
    Set<String> held = ConcurrentHashMap.newKeySet();
    List<String> seen = new ArrayList<>();
    List<CompletableFuture<Void>> workers = new ArrayList<>();
    for (Bus each : List.of(bus(), bus(), peer().anotherBus())) {
      workers.add(
          CompletableFuture.runAsync(
              () -> {
                try (Consumer consumer = each.consume(Source.queue(peer().queue()))) {
                  Optional<Lease> lease = get(consumer.receive(Duration.ofSeconds(1)));
                  while (lease.isPresent()) {
                    String body = text(lease.get());
                    assertThat(held.add(body)).as("%s is held once", body).isTrue();
                    synchronized (seen) {
                      seen.add(body);
                    }
                    get(lease.get().complete());
                    lease = get(consumer.receive(Duration.ofSeconds(1)));
                  }
                }
              }));
    }
    for (CompletableFuture<Void> worker : workers) {
      worker.get(50, TimeUnit.SECONDS);
    }
    assertThat(seen).hasSize(messages).doesNotHaveDuplicates();
  }

  @Test
  default void closeEndsAPendingReceive() {
    Consumer consumer = bus().consume(Source.queue(peer().queue()));
    CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
    consumer.close();
    consumer.close();

    assertThat(get(pending)).isEmpty();
    publish(peer().queue(), text("after"));
    assertThat(drain(Source.queue(peer().queue()))).containsExactly("after");
  }

  @Test
  default void closedConsumerGivesItsLeaseBack() {
    publish(peer().queue(), text("held"));
    Consumer first = bus().consume(Source.queue(peer().queue()));
    next(first);
    first.close();

    try (Consumer second = bus().consume(Source.queue(peer().queue()))) {
      Lease lease = next(second);
      assertThat(text(lease)).isEqualTo("held");
      get(lease.complete());
    }
  }

  @Test
  default void messageThatArrivesAsAReceiveTimesOutIsNotLost() {
    Random random = new Random(42);
    int rounds = 150;
    List<String> seen = new ArrayList<>();
    List<CompletableFuture<Void>> published = new ArrayList<>();
    try (Consumer consumer = bus().consume(Source.queue(peer().queue()))) {
      for (int i = 0; i < rounds; i++) {
        OutboundMessage message = text("m" + i);
        published.add(
            CompletableFuture.supplyAsync(
                    () -> bus().publish(Destination.queue(peer().queue()), message),
                    CompletableFuture.delayedExecutor(random.nextInt(12), TimeUnit.MILLISECONDS))
                .thenCompose(stage -> stage));
        Optional<Lease> lease = get(consumer.receive(Duration.ofMillis(random.nextInt(12))));
        if (lease.isPresent()) {
          seen.add(text(lease.get()));
          if (!peer().lacks(BusFixture.Lack.UNCOUNTED_RELEASE)) {
            assertThat(lease.get().message().attempt()).isEqualTo(1);
          }
          get(lease.get().complete());
        }
      }
    }
    published.forEach(this::get);
    seen.addAll(drain(Source.queue(peer().queue())));

    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, rounds).mapToObj(i -> "m" + i).toList());
  }

  @Test
  default void messageOnItsWayToAClosingConsumerIsNotLost() {
    int rounds = 40;
    Source source = Source.queue(peer().queue());
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      Consumer consumer = bus().consume(Source.queue(peer().queue()));
      CompletionStage<Optional<Lease>> pending = consumer.receive(LONG);
      CompletionStage<Void> published =
          bus().publish(Destination.queue(peer().queue()), text("m" + i));
      if (i % 2 == 0) {
        get(published);
      }
      consumer.close();
      // Whether the lease was handed out or not: the consumer is closed, so the message goes back.
      get(pending);
      get(published);
    }
    await()
        .atMost(LONG.plus(peer().lockDuration()))
        .untilAsserted(
            () -> {
              seen.addAll(drain(source));
              assertThat(seen)
                  .as(
                      () ->
                          "the queue holds %d more, its dead letters are %d"
                              .formatted(
                                  peer().depth(source), peer().depth(source.ofDeadLetters())))
                  .hasSize(rounds);
            });
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  default void peekLooksWithoutTaking() {
    Source source = Source.queue(peer().queue());
    assertThat(get(bus().peek(source, 0, 10))).isEmpty();
    for (int i = 0; i < 5; i++) {
      publish(peer().queue(), text("m" + i).withId("id" + i));
    }

    List<InboundMessage> page = get(bus().peek(source, 0, 3));
    List<InboundMessage> all = new ArrayList<>();
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(3);
      all.addAll(page);
      page = get(bus().peek(source, all.get(all.size() - 1).sequence(), 3));
    }

    assertThat(all).map(this::text).containsExactly("m0", "m1", "m2", "m3", "m4");
    assertThat(all).map(m -> m.id().orElseThrow()).startsWith("id0").endsWith("id4");
    assertThat(all).map(InboundMessage::sequence).isSorted().doesNotHaveDuplicates();
    assertThat(all).map(InboundMessage::attempt).containsOnly(0);
    assertThat(drain(source)).hasSize(5);
  }

  @Test
  default void peekShowsLeasedMessagesWhereTheBusSaysSo() {
    Source source = Source.queue(peer().queue());
    publish(peer().queue(), text("held"));
    publish(peer().queue(), text("free"));
    try (Consumer consumer = bus().consume(source)) {
      Lease lease = next(consumer);
      List<String> seen = get(bus().peek(source, 0, 10)).stream().map(this::text).toList();
      assertThat(seen)
          .isEqualTo(
              bus().capabilities().peeksLeased() ? List.of("held", "free") : List.of("free"));
      get(lease.complete());
    }
  }

  @Test
  default void receiveFromWhatDoesNotExistIsMisconfigured() {
    need(BusFixture.Lack.MISSING_ENTITIES);
    try (Consumer consumer = bus().consume(Source.queue("no-such-queue"))) {
      assertThatThrownBy(() -> get(consumer.receive(LONG)))
          .isInstanceOf(BusException.Misconfigured.class)
          .hasMessageContaining("no-such-queue");
    }
  }

  @Test
  default void closeOfTheBusIsIdempotentAndEndsReceives() {
    Bus other = peer().anotherBus();
    CompletionStage<Optional<Lease>> pending =
        other.consume(Source.queue(peer().queue())).receive(LONG);
    other.close();
    other.close();

    assertThat(get(pending)).isEmpty();
    assertThatThrownBy(() -> get(other.publish(Destination.queue(peer().queue()), text("x"))))
        .isInstanceOf(BusException.Unavailable.class);
  }
}
