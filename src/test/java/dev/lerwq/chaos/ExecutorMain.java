package dev.lerwq.chaos;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.JitSettings;
import dev.lerwq.executor.JobEvent;
import dev.lerwq.executor.Limit;
import dev.lerwq.executor.Slots;
import dev.lerwq.executor.Supervisor;
import dev.lerwq.executor.Timeouts;
import dev.lerwq.github.Secret;
import dev.lerwq.github.rest.AppIdentity;
import dev.lerwq.github.rest.GithubRest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The process of an executor: {@code BUS_PORT GITHUB_API APP_ID KEY_FILE BOARD_DIRECTORY...}. */
final class ExecutorMain {
  private static final Duration LONG = Duration.ofHours(2);

  /** What a board's events are written as, for the test to count. */
  static final String MARK = "chaos-event ";

  private ExecutorMain() {}

  public static void main(String[] arguments) throws Exception {
    AmqpSettings settings =
        AmqpSettings.of(
            "127.0.0.1",
            Integer.parseInt(arguments[0]),
            false,
            Optional.of(new AmqpSettings.Login(EmbeddedBroker.USER, BrokerMain.PASSWORD)));
    GithubRest github =
        GithubRest.of(
            AppIdentity.of(arguments[2], new Secret(Files.readString(Path.of(arguments[3])))),
            arguments[1]);
    List<ExecutorSettings> slots = new ArrayList<>();
    for (String board : List.of(arguments).subList(4, arguments.length)) {
      slots.add(slot(Path.of(board)));
    }
    Vertx vertx = Vertx.vertx();
    int exit;
    try (Bus bus = new AmqpBus(vertx, settings)) {
      Slots running =
          new Slots(
              "chaos", slots, bus, github.runners(), ExecutorMain::note, LONG, Supervisor.none());
      stopAtEndOfInput(running);
      System.out.println("ready " + slots.size());
      exit = running.run();
    }
    System.exit(exit);
  }

  /** Stands for SIGTERM, which it takes the launcher's tricks to catch. */
  private static void stopAtEndOfInput(Slots running) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  Thread.onSpinWait();
                }
              } catch (IOException e) {
                running.stop();
              }
              running.stop();
            });
    reader.setDaemon(true);
    reader.start();
  }

  private static void note(JobEvent event) {
    System.out.println(MARK + event.stage() + " " + event.outcome());
  }

  private static ExecutorSettings slot(Path board) {
    boolean jit = Files.exists(board.resolve(Boards.JIT));
    return new ExecutorSettings(
        board.getFileName().toString(),
        "work-queue",
        Optional.of(Chaos.LABELS.get(1)),
        "work-complete",
        Optional.of(board.resolve("board_prepare")),
        jit ? Optional.empty() : Optional.of(board.resolve("github_prepare")),
        board.resolve("remotecmd").toString(),
        "exec ephemeral_runner /tmp/settings.json",
        Optional.of(board.resolve("board_shutdown")),
        board.resolve("work"),
        timeouts(),
        true,
        Map.of(),
        Optional.empty(),
        false,
        jit ? Optional.of(JitSettings.DEFAULT) : Optional.empty());
  }

  /** A day's waits in seconds. */
  private static Timeouts timeouts() {
    return Timeouts.defaults()
        .with(Limit.PREPARE, Duration.ofSeconds(6))
        .with(Limit.CONFIGURE, Duration.ofSeconds(20))
        .with(Limit.COPY, Duration.ofSeconds(6))
        .with(Limit.LINGER, Duration.ofSeconds(12))
        .with(Limit.LATE_COMPLETION, Duration.ofSeconds(10))
        .with(Limit.IDLE, LONG)
        .with(Limit.GRACE, Duration.ofMillis(500))
        .with(Limit.SETTLE, Duration.ofSeconds(10))
        .with(Limit.TOKEN, Duration.ofSeconds(10))
        .with(Limit.BACKOFF, Duration.ofMillis(50))
        .with(Limit.BACKOFF_CAP, Duration.ofSeconds(1))
        .with(Limit.SECOND_READING, Duration.ofMillis(100))
        .with(Limit.RUNNER_IDLE, Duration.ofSeconds(2))
        .with(Limit.RUNNER_IDLE_READING, Duration.ofMillis(200))
        .with(Limit.AFTER_FAILURE, Duration.ofMillis(100))
        .with(Limit.HANDOVER, Duration.ofMillis(500));
  }
}
