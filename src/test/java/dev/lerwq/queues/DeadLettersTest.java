package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters are found, sent back and removed, on a real broker. */
@Timeout(60)
class DeadLettersTest {
  @TempDir static Path directory;
  private static LocalBus local;

  private final List<OutboundMessage> sent = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String topic;
  private Source red;

  @BeforeAll
  static void start() {
    local = new LocalBus(directory);
  }

  @AfterAll
  static void stop() {
    local.close();
  }

  @BeforeEach
  void fill(TestInfo test) {
    topic = test.getTestMethod().orElseThrow().getName();
    red = Source.subscription(topic, "red");
    bury("one", "malformed");
    bury("two", "poison");
    bury("three", "malformed");
  }

  private void bury(String id, String reason) {
    OutboundMessage message = LocalBus.text(id).withId(id).withSubject("red");
    local.deadLetter(Destination.topic(topic), red, message, reason);
  }

  private DeadLetters all() {
    return of(DeadLetterFilter.all(), Instant.now());
  }

  private DeadLetters of(DeadLetterFilter filter, Instant now) {
    return new DeadLetters(local.bus(), red, filter, now);
  }

  private static DeadLetterFilter reason(String reason) {
    return new DeadLetterFilter(Set.of(), Optional.of(reason), Optional.empty());
  }

  private Redrive redrive() {
    return new Redrive(local.bus(), red, (dead, again) -> sent.add(again), notes::add);
  }

  private static List<String> bodies(List<InboundMessage> messages) {
    return messages.stream().map(message -> new String(message.body(), UTF_8)).toList();
  }

  @Test
  void listTellsReasonAttemptsAndAge() throws InterruptedException {
    List<InboundMessage> found = all().list();
    assertThat(bodies(found)).containsExactly("one", "two", "three");
    assertThat(found).allMatch(message -> message.attempt() == 1);
    assertThat(found.get(0).deadLetter())
        .contains(new InboundMessage.DeadLetter("malformed", "because malformed"));
    assertThat(found.get(0).enqueuedAt())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  @Test
  void filtersNarrow() throws InterruptedException {
    Instant now = Instant.now();
    assertThat(bodies(of(reason("MALFORMED"), now).list())).containsExactly("one", "three");
    assertThat(
            bodies(
                of(
                        new DeadLetterFilter(
                            Set.of("two", "none"), Optional.empty(), Optional.empty()),
                        now)
                    .list()))
        .containsExactly("two");
    DeadLetterFilter old =
        new DeadLetterFilter(Set.of(), Optional.empty(), Optional.of(Duration.ofHours(1)));
    assertThat(of(old, now).list()).isEmpty();
    assertThat(of(old, now.plus(Duration.ofHours(2))).list()).hasSize(3);
  }

  @Test
  void redriveGetsPastTheDuplicateWindow() throws InterruptedException {
    assertThat(all().treat(3, redrive())).isEqualTo(3);
    assertThat(local.bodies(red)).containsExactly("one", "two", "three");
    assertThat(local.all(red.ofDeadLetters())).isEmpty();
    assertThat(local.all(red))
        .allMatch(message -> message.subject().equals(Optional.of("red")))
        .allMatch(message -> message.attempt() == 0);
    assertThat(sent.get(0).id().orElseThrow()).startsWith("one-redrive-");
  }

  @Test
  void onlyThoseThatAreMeantAreTouched() throws InterruptedException {
    assertThat(of(reason("malformed"), Instant.now()).treat(2, redrive())).isEqualTo(2);
    assertThat(local.bodies(red)).containsExactly("one", "three");
    await()
        .atMost(LocalBus.SOON)
        .untilAsserted(() -> assertThat(local.bodies(red.ofDeadLetters())).containsExactly("two"));
  }

  @Test
  void othersInFrontComeBackInOrder() throws InterruptedException {
    bury("four", "poison");
    bury("five", "last");
    assertThat(of(reason("last"), Instant.now()).treat(1, redrive())).isEqualTo(1);
    await()
        .atMost(LocalBus.SOON)
        .untilAsserted(
            () ->
                assertThat(local.bodies(red.ofDeadLetters()))
                    .containsExactly("one", "two", "three", "four"));
  }

  @Test
  void interruptedRedriveDoesNotSendTwice() throws InterruptedException {
    // Interrupted after sending, before the dead letter was removed.
    DeadLetters.Treatment half =
        lease -> {
          Redrive redrive = redrive();
          Waiting.on(local.bus().publish(redrive.destination(), redrive.again(lease.message())));
          throw new InterruptedException("Ctrl-C");
        };
    assertThatThrownBy(() -> all().treat(3, half)).isInstanceOf(InterruptedException.class);
    await().atMost(LocalBus.SOON).until(() -> local.all(red.ofDeadLetters()).size() == 3);

    assertThat(all().treat(3, redrive())).isEqualTo(3);
    assertThat(local.bodies(red)).containsExactly("one", "two", "three");
  }

  @Test
  void redrivenMessageThatDiesAgainCanBeRedrivenAgain() throws InterruptedException {
    for (int life = 0; life < 2; life++) {
      assertThat(all().treat(3, redrive())).isEqualTo(3);
      try (Consumer consumer = local.bus().consume(red)) {
        for (int i = 0; i < 3; i++) {
          Lease lease = Waiting.on(consumer.receive(LocalBus.SOON)).orElseThrow();
          Waiting.on(lease.deadLetter("again", ""));
        }
      }
    }
    assertThat(all().treat(3, redrive())).isEqualTo(3);
    assertThat(local.bodies(red)).hasSize(3);
    assertThat(sent.get(8).id().orElseThrow()).matches("three-redrive-\\d+");
  }

  @Test
  void sessionIsKept() throws InterruptedException {
    Source session = Source.session(topic + "-complete", "s");
    OutboundMessage message = LocalBus.text("reply").withId("r").withSession("s");
    local.deadLetter(Destination.queue(topic + "-complete"), session, message, "odd");
    Source queue = Source.queue(topic + "-complete");
    Redrive redrive = new Redrive(local.bus(), queue, (dead, again) -> sent.add(again), notes::add);
    DeadLetters letters =
        new DeadLetters(local.bus(), queue, DeadLetterFilter.all(), Instant.now());
    assertThat(letters.treat(1, redrive)).isEqualTo(1);
    assertThat(local.bodies(session)).containsExactly("reply");
  }

  @Test
  void purgeWritesBeforeItRemovesAndStopsWithItsReader() throws InterruptedException {
    List<String> written = new ArrayList<>();
    Output out = line -> written.size() < 2 && written.add(line);
    Purge purge = new Purge(MessageFormat.json(), out, notes::add);
    assertThat(all().treat(3, purge)).isEqualTo(2);
    assertThat(written).hasSize(2).first().asString().contains("\"body\":\"one\"");
    await()
        .atMost(LocalBus.SOON)
        .untilAsserted(
            () -> assertThat(local.bodies(red.ofDeadLetters())).containsExactly("three"));
  }

  @Test
  void stoppingIsBetweenTwo() throws InterruptedException {
    DeadLetters letters = all();
    Redrive redrive = new Redrive(local.bus(), red, (dead, again) -> letters.stop(), notes::add);
    assertThat(letters.treat(3, redrive)).isEqualTo(1);
    assertThat(local.bodies(red.ofDeadLetters())).containsExactly("two", "three");
  }

  @Test
  void agesAreReadAsTheyAreWritten() {
    assertThat(Ages.parse("1d2h")).isEqualTo(Duration.ofHours(26));
    assertThat(Ages.parse("90m")).isEqualTo(Duration.ofMinutes(90));
    for (String each : List.of("1d2h", "3h4m", "5m6s", "7s", "2d")) {
      assertThat(Ages.format(Ages.parse(each))).isEqualTo(each);
    }
    for (String bad : List.of("", " ", "7", "d", "2h1d", "-1s", "1.5h")) {
      assertThatThrownBy(() -> Ages.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
