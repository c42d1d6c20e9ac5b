package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Draining and peeking lose nothing, however they end. */
@Timeout(60)
class DrainTest {
  private static final Limits NOW = new Limits(0, Duration.ZERO);
  @TempDir static Path directory;
  private static LocalBus local;

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private String queue;
  private Source source;

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
    queue = test.getTestMethod().orElseThrow().getName();
    source = Source.queue(queue);
    for (String body : List.of("one", "two", "three")) {
      local.publish(Destination.queue(queue), LocalBus.text(body));
    }
  }

  private Drain drain(Output out) {
    return new Drain(local.bus(), source, m -> new String(m.body(), UTF_8), out, notes::add);
  }

  @Test
  void everythingIsWrittenAndRemoved() throws InterruptedException {
    assertThat(drain(written::add).run(NOW)).isEqualTo(3);
    assertThat(written).containsExactly("one", "two", "three");
    assertThat(local.all(source)).isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void maxLeavesTheRest() throws InterruptedException {
    assertThat(drain(written::add).run(new Limits(2, Duration.ZERO))).isEqualTo(2);
    assertThat(local.bodies(source)).containsExactly("three");
  }

  @Test
  void messageIsStillThereWhileItIsWritten() throws InterruptedException {
    Output out =
        line -> {
          // Under lease it is hidden from onlookers, but a broken connection would return it.
          written.add(line + " before " + local.bodies(source));
          return true;
        };
    drain(out).run(new Limits(1, Duration.ZERO));
    assertThat(written).containsExactly("one before [two, three]");
  }

  @Test
  void readerThatWentAwayCostsNoMessage() throws InterruptedException {
    Output out = line -> !line.equals("two") && written.add(line);
    assertThat(drain(out).run(NOW)).isEqualTo(1);
    assertThat(local.all(source)).hasSize(2).allMatch(message -> message.attempt() == 0);
  }

  @Test
  void failingOutputCostsNoMessage() {
    Output out =
        line -> {
          throw new IllegalStateException("disk full");
        };
    assertThatThrownBy(() -> drain(out).run(NOW)).hasMessage("disk full");
    await().atMost(LocalBus.SOON).until(() -> local.all(source).size() == 3);
  }

  @Test
  void stoppingEndsTheWait() throws Exception {
    Drain drain = drain(written::add);
    CompletableFuture<Long> running = CompletableFuture.supplyAsync(() -> run(drain));
    await().atMost(LocalBus.SOON).until(() -> written.size() == 3);
    drain.stop();
    assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(3);
  }

  @Test
  void stoppingWhileWritingKeepsOrRemovesButNeverLoses() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Output out =
        line -> {
          writing.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            return false;
          }
          return written.add(line);
        };
    Drain drain = drain(out);
    CompletableFuture<Long> running = CompletableFuture.supplyAsync(() -> run(drain));
    writing.await();
    drain.stop();
    go.countDown();
    running.get(10, TimeUnit.SECONDS);
    await()
        .atMost(LocalBus.SOON)
        .untilAsserted(() -> assertThat(local.bodies(source)).contains("two", "three"));
    assertThat(written).containsExactly("one");
    assertThat(local.bodies(source))
        .as("notes: " + notes)
        .satisfiesAnyOf(
            bodies -> assertThat(bodies).hasSize(2), bodies -> assertThat(notes).isNotEmpty());
  }

  @Test
  void lostLeaseIsSaid() throws InterruptedException {
    AtomicReference<Bus> second = new AtomicReference<>();
    Bus other = new AmqpBus(local.vertx(), local.settings());
    second.set(other);
    Output out =
        line -> {
          second.get().close();
          return written.add(line);
        };
    Drain drain = new Drain(other, source, m -> new String(m.body(), UTF_8), out, notes::add);
    assertThat(drain.run(NOW)).isLessThanOrEqualTo(1);
    await().atMost(LocalBus.SOON).until(() -> local.all(source).size() == 3);
    assertThat(notes).singleElement().asString().contains("printed and will come again");
  }

  @Test
  void busThatIsAwayIsNoEmptyQueue() {
    AmqpSettings nowhere =
        AmqpSettings.of("127.0.0.1", 1, false, Optional.empty())
            .withPublishTimeout(Duration.ofMillis(500));
    try (Bus away = new AmqpBus(local.vertx(), nowhere)) {
      Drain drain = new Drain(away, source, MessageFormat.plain(), written::add, notes::add);
      assertThatThrownBy(() -> drain.run(NOW)).isInstanceOf(BusException.Unavailable.class);
    }
  }

  @Test
  void peekingShowsAllAndTakesNothing() throws InterruptedException {
    Peek peek = new Peek(local.bus(), source, m -> new String(m.body(), UTF_8), written::add);
    assertThat(peek.run(NOW)).isEqualTo(3);
    assertThat(written).containsExactly("one", "two", "three");
    assertThat(local.bodies(source)).containsExactly("one", "two", "three");
    assertThat(peek.run(new Limits(2, Duration.ZERO))).isEqualTo(2);
  }

  @Test
  void peekingFollows() throws Exception {
    Peek peek = new Peek(local.bus(), source, m -> new String(m.body(), UTF_8), written::add);
    CompletableFuture<Long> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return peek.run(Limits.none());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await().atMost(LocalBus.SOON).until(() -> written.size() == 3);
    local.publish(Destination.queue(queue), LocalBus.text("four"));
    await().atMost(LocalBus.SOON).until(() -> written.contains("four"));
    peek.stop();
    assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(4);
  }

  private static long run(Drain drain) {
    try {
      return drain.run(Limits.none());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
