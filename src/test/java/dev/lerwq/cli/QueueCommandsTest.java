package dev.lerwq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.DataDir;
import dev.lerwq.queues.Waiting;
import dev.lerwq.wiring.Adapters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for a person at the bus, against a real broker. */
@Timeout(60)
class QueueCommandsTest {
  private static final Source RED = Source.subscription("work-queue", "red");

  @TempDir static Path directory;
  private static EmbeddedBroker broker;
  private static String url;
  private static Bus bus;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, "s3cret"));
    url = "amqp://" + EmbeddedBroker.USER + ":s3cret@127.0.0.1:" + broker.port();
    bus = new Adapters().openBus(new BusChoice.AmqpBroker(url), new DataDir(directory));
  }

  @AfterAll
  static void stop() {
    bus.close();
    broker.close();
  }

  private static CommandRun app(String... args) {
    return CommandRun.of(Map.of("LERWQ_BUSCONN", url), args);
  }

  private static CommandRun deadLetters(String command, String... more) {
    List<String> args = new ArrayList<>(List.of("dead-letters", command, "--busqueuesub=red"));
    args.addAll(List.of(more));
    return app(args.toArray(String[]::new));
  }

  private static void publish(Destination destination, String id) throws InterruptedException {
    Waiting.on(
        bus.publish(
            destination,
            OutboundMessage.of(("{\"id\":\"" + id + "\"}").getBytes(UTF_8))
                .withId(id)
                .withSubject("red")));
  }

  private static void bury(String id, String reason) throws InterruptedException {
    publish(Destination.topic("work-queue"), id);
    try (Consumer consumer = bus.consume(RED)) {
      Waiting.on(
          Waiting.on(consumer.receive(Duration.ofSeconds(10)))
              .orElseThrow()
              .deadLetter(reason, "told so"));
    }
  }

  @Test
  void queueIsPeekedThenDrained() throws InterruptedException {
    publish(Destination.queue("github-reflector-debug"), "a");
    publish(Destination.queue("github-reflector-debug"), "b");
    for (int look = 0; look < 2; look++) {
      CommandRun peek = app("queue-recv", "--peek", "--follow=false", "--json");
      assertThat(peek.exitCode()).as(peek.err()).isZero();
      assertThat(peek.out().lines()).hasSize(2).first().asString().contains("\"id\":\"a\"");
    }
    CommandRun one = app("queue-recv", "--max=1");
    assertThat(one.exitCode()).isZero();
    assertThat(one.out()).matches("\\d+ 20\\S+Z \\{\"id\":\"a\"}\n");
    assertThat(app("queue-recv", "--timeout=1").out().lines()).hasSize(1);
    CommandRun empty = app("azure-bus-queue-recv", "--follow=false");
    assertThat(empty.exitCode()).isZero();
    assertThat(empty.out() + empty.err()).isEmpty();
  }

  @Test
  void bothSpellingsReadTheDeadLetters() throws InterruptedException {
    bury("spelled-1", "x");
    bury("spelled-2", "x");
    for (String spelling : List.of("--dead_letter", "--dead-letter")) {
      CommandRun run =
          app("queue-recv", "--busqueue=work-queue", "--busqueuesub=red", spelling, "--max=1");
      assertThat(run.out()).contains("[x: told so]").contains("spelled-");
    }
  }

  @Test
  void deadLettersAreListedShownRedrivenAndPurged() throws InterruptedException {
    bury("d1", "malformed");
    bury("d2", "poison");

    assertThat(deadLetters("list").out().lines())
        .hasSize(2)
        .first()
        .asString()
        .matches("d1\t\\d+s\t1\tmalformed\tred\ttold so");
    assertThat(deadLetters("list", "--reason=poison", "--json").out())
        .contains("\"id\":\"d2\"", "\"ageSeconds\":")
        .doesNotContain("body");
    assertThat(deadLetters("show", "--id=d1").out())
        .contains("reason    malformed", "body      {\"id\":\"d1\"}");
    assertThat(deadLetters("show", "--id=none").exitCode()).isEqualTo(1);

    assertThat(deadLetters("redrive", "--dry-run").out().lines()).hasSize(2);
    CommandRun redrive = deadLetters("redrive", "--id=d1");
    assertThat(redrive.exitCode()).as(redrive.err()).isZero();
    assertThat(redrive.out()).matches("d1\td1-redrive-\\d+\n");
    assertThat(redrive.err()).contains("1 of 1 sent to work-queue");
    assertThat(Waiting.on(bus.peek(RED, 0, 10))).hasSize(1);

    assertThat(deadLetters("purge", "--older_than=1h", "--yes").out()).isEmpty();
    CommandRun purge = deadLetters("purge", "--yes", "--json");
    assertThat(purge.exitCode()).as(purge.err()).isZero();
    assertThat(purge.out()).contains("\"body\":{\"id\":\"d2\"}");
    CommandRun none = deadLetters("list");
    assertThat(none.exitCode()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("No such dead letters in work-queue/red");
    app("queue-recv", "--busqueue=work-queue", "--busqueuesub=red", "--max=1");
  }

  @Test
  void statsAreATableOrJson() throws InterruptedException {
    bury("stat", "x");
    CommandRun table = app("queue-stats", "--busqueuesub=red");
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out().lines())
        .anyMatch(line -> line.matches("work-queue\tred\t-\t\\d+\t\\d+\t\\S+\t\\d+"))
        .anyMatch(line -> line.startsWith("work-complete\t-\t0\t0\t0\t-\t0"));
    CommandRun json = app("queue-stats", "--json");
    assertThat(json.out().lines())
        .anyMatch(line -> line.contains("\"subscription\":\"red\"") && line.contains("\"depth\":"));
    assertThat(deadLetters("purge", "--yes", "--id=stat").exitCode()).isZero();
  }

  @Test
  void wrongSpansAndUnconfirmedPurgesAreUsageErrors() {
    CommandRun run = deadLetters("purge", "--older-than=yesterday");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("LERWQ_OLDER_THAN", "'yesterday'", "--yes");
    assertThat(app("dead-letters").exitCode()).isEqualTo(2);
    assertThat(app("queue-recv", "--max=-1").exitCode()).isEqualTo(2);
  }
}
