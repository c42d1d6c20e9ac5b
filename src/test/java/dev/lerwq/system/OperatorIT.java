package dev.lerwq.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.demo.GithubStandIn;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a person uses them: in pipes, at a terminal, ended with Ctrl-C. */
class OperatorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;
  private static EmbeddedBroker broker;
  private static final Vertx VERTX = Vertx.vertx();
  private static Bus bus;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, "s3cret"));
    String url = "amqp://" + EmbeddedBroker.USER + ":s3cret@127.0.0.1:" + broker.port();
    bus = new AmqpBus(VERTX, AmqpSettings.parse(url));
    environment = Map.of("LERWQ_BUSCONN", url, "TERM", "xterm");
  }

  @AfterAll
  static void stop() {
    bus.close();
    broker.close();
    assertThat(VERTX.close().toCompletionStage().toCompletableFuture()).succeedsWithin(PATIENCE);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void publish(String queue, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      byte[] body = ("{\"type\":\"star\",\"n\":" + i + "}").getBytes(UTF_8);
      get(bus.publish(Destination.queue(queue), OutboundMessage.of(body)));
    }
  }

  private static int depth(String queue) throws Exception {
    return get(bus.peek(Source.queue(queue), 0, 100)).size();
  }

  private static Application shell(String line) {
    return Application.shell(directory, environment, line);
  }

  /** A terminal for a line of shell, with what is typed. */
  private static Application terminal(String typed, String line) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) makes the terminal");
    return shell("(printf '" + typed + "'; sleep 30) | script -qec \"" + line + "\" /dev/null");
  }

  /** A shell that was started in the background without job control hands this down. */
  private static boolean ignoresInterrupts() throws IOException {
    String mask =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(7).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(mask, 16) & 2) != 0;
  }

  @Test
  void helpIsReadAndNotComposed() throws Exception {
    Path classes = directory.resolve("classes");
    Map<String, String> watched = Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
    try (Application help = Application.start(directory, watched, "list-acls", "--help")) {
      assertThat(help.exitCode()).as(help.err()).isZero();
      assertThat(help.out())
          .isEqualTo(Files.readString(Path.of("src/test/resources/help/app-list-acls.txt")));
    }
    assertThat(Files.readString(classes))
        .contains("dev.lerwq.cli.HelpPages")
        .doesNotContain("dev.lerwq.cli.ListAclsCommand");
  }

  @Test
  void interruptEndsDrainingAndWhatWasNotPrintedStays() throws Exception {
    assumeTrue(!ignoresInterrupts(), "SIGINT reaches children");
    publish("interrupted", 3);
    try (Application drain =
        Application.start(directory, environment, "queue-recv", "--busqueue=interrupted")) {
      await().atMost(PATIENCE).until(() -> drain.out().lines().count() == 3);
      drain.interrupt();
      assertThat(drain.exitCode()).as(drain.err()).isZero();
      publish("interrupted", 2);
      assertThat(drain.out().lines()).hasSize(3);
      assertThat(depth("interrupted")).isEqualTo(2);
    }
  }

  @Test
  void readerThatGoesAwayEndsItQuietly() throws Exception {
    publish("piped", 40);
    try (Application head =
        shell("$APP queue-recv --busqueue=piped --peek --json --follow=false | head -n 1")) {
      assertThat(head.exitCode()).isZero();
      assertThat(head.out().lines()).hasSize(1);
      assertThat(head.err()).isEmpty();
    }
    try (Application gone =
        shell("{ $APP queue-recv --busqueue=piped; echo code $? >&2; } | exec true")) {
      assertThat(gone.exitCode()).isZero();
      assertThat(gone.err()).isEqualTo("code 0\n");
    }
    assertThat(depth("piped")).as("nobody has seen any of them").isEqualTo(40);
  }

  @Test
  void terminalIsShownOneColouredLineEach() throws Exception {
    publish("shown", 2);
    try (Application pretty = terminal("", "$APP queue-recv --busqueue=shown --max 2")) {
      await().atMost(PATIENCE).until(() -> pretty.out().lines().count() >= 2);
      assertThat(pretty.out().lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).contains("\u001b[36m", "star"));
    }
  }

  @Test
  void purgeAsksAndTakesNoForAnAnswer() throws Exception {
    publish("buried", 1);
    try (Consumer consumer = bus.consume(Source.queue("buried"))) {
      get(get(consumer.receive(PATIENCE)).orElseThrow().deadLetter("Why", "not"));
    }
    Source dead = Source.queue("buried").ofDeadLetters();
    String purge = "$APP dead-letters purge --busqueue=buried; echo code \\$?";
    try (Application asked = terminal("n\\n", purge)) {
      await().atMost(PATIENCE).until(() -> asked.out().contains("code "));
      assertThat(asked.out())
          .contains("Remove 1 dead letters of", "for good? [y/N]")
          .contains("Nothing was removed.", "code 1");
      assertThat(get(bus.peek(dead, 0, 10))).hasSize(1);
    }
    try (Application asked = terminal("yes\\n", purge)) {
      await().atMost(PATIENCE).until(() -> asked.out().contains("code "));
      assertThat(asked.out()).contains("1 of 1 removed", "code 0");
      assertThat(get(bus.peek(dead, 0, 10))).isEmpty();
    }
  }

  @Test
  void reapAsksAndTakesNoForAnAnswer() throws Exception {
    try (GithubStandIn github = GithubStandIn.start(directory.resolve("github"))) {
      github.addRepository(github.install("octo-org"), "octo-org", "firmware");
      long old = Instant.now().minus(Duration.ofDays(1)).toEpochMilli();
      String name = "ephemeral-board-" + old + "-1";
      assertThat(github.leaveRunner("octo-org", "firmware", name, List.of("self-hosted")))
          .isNotNull();
      Path key = Files.writeString(directory.resolve("key.pem"), github.privateKey().reveal());
      String reap =
          "$APP reap --github_api="
              + github.api()
              + " --github_appid="
              + github.appId()
              + " --github_key="
              + key
              + "; echo code \\$?";
      try (Application asked = terminal("\\n", reap)) {
        await().atMost(PATIENCE).until(() -> asked.out().contains("code "));
        assertThat(asked.out()).contains("Nothing was removed.", "code 1");
        assertThat(github.runners()).hasSize(1);
      }
      try (Application asked = terminal("y\\n", reap)) {
        await().atMost(PATIENCE).until(() -> asked.out().contains("code "));
        assertThat(asked.out()).contains("reaped ", "code 0");
        assertThat(github.runners()).isEmpty();
      }
    }
  }
}
