package dev.lerwq.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Source;
import dev.lerwq.message.MessageIds;
import dev.lerwq.system.Deployment.Board;
import dev.lerwq.systemd.NotifiedSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several boards in one process. */
class SlotsIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Source WORK = Source.subscription("work-queue", "msr-morello");

  @TempDir Path directory;

  @Test
  void aBoardThatHangsIsNoMatterToTheOtherAndDrainingIsBounded() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      Board a = deployment.board("rack-a");
      Board b = deployment.board("rack-b");
      hang(b);
      Application executor =
          deployment.app(
              "executor", "--config", deployment.slots("rack", a, b), "--drain_timeout=1");
      executor.awaitLine("rack-a: waiting: ");
      executor.awaitLine("rack-b: waiting: ");

      for (int i = 0; i < 5; i++) {
        deployment.queueOwnJob(Duration.ofMillis(5));
      }
      await().atMost(LONG).until(() -> deployment.completed() == 4);
      await().atMost(LONG).until(() -> b.preparations() == 1);
      assertThat(a.preparations()).isEqualTo(4);

      executor.terminate();
      executor.awaitLine("jobs that have not ended within 1 s are broken off");
      assertThat(executor.exitCode()).as(executor.err()).isEqualTo(1);
      assertThat(deployment.onTheBus(WORK)).as("the hanging board's job").hasSize(1);
      assertThat(deployment.github.runners()).isEmpty();
    }
  }

  @Test
  void aSlotLeavesByItsNameAndSystemdIsTold() throws Exception {
    Path socket = directory.resolve("notify");
    boolean told = NotifiedSocket.isPossible();
    try (Deployment deployment = new Deployment(directory);
        NotifiedSocket systemd = told ? NotifiedSocket.at(socket.toString()) : null) {
      Board a = deployment.board("rack-a");
      Board b = deployment.board("rack-b");
      hang(b);
      Application executor =
          deployment.app(
              Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "2000000"),
              "executor",
              "--config",
              deployment.slots("rack", a, b));
      executor.awaitLine("rack-b: waiting: ");

      assertThat(shutdown(deployment, "rack-a").out()).isEqualTo("rack-a\n");
      deployment.queueOwnJob(Duration.ofMillis(5));
      await().atMost(LONG).until(() -> b.preparations() == 1);
      Application busy = shutdown(deployment, "rack-b");
      assertThat(busy.out()).isEqualTo("rack-b\n");
      assertThat(busy.err()).contains("It has a job, and leaves when that is finished.");

      Application nobody =
          deployment.app(
              "shutdown", "--data_dir=" + deployment.dataDir, "--host=rack-c", "--timeout=1");
      assertThat(nobody.exitCode()).isEqualTo(1);
      assertThat(nobody.err()).contains("No executor called rack-c has answered");
      Source request = Source.session("work-complete", MessageIds.shutdownSession("rack-c"));
      await().atMost(LONG).until(() -> deployment.onTheBus(request).isEmpty());

      if (told) {
        systemd.awaitState("STATUS=1 at work, 1 out of service");
        assertThat(systemd.heard()).containsOnlyOnce("READY=1").contains("WATCHDOG=1");
      }
      executor.terminate();
      executor.awaitLine("draining: ");
      executor.terminate();
      if (told) {
        systemd.awaitState("STOPPING=1");
      }
      assertThat(executor.exitCode()).as(executor.err()).isEqualTo(42);
      assertThat(executor.out()).as("the log is on stderr alone").doesNotContain(": waiting: ");
      assertThat(deployment.reflector.out()).as("the reflector's, too").isEmpty();
    }
  }

  private static Application shutdown(Deployment deployment, String host) {
    Application shutdown =
        deployment.app("shutdown", "--data_dir=" + deployment.dataDir, "--host=" + host);
    assertThat(shutdown.exitCode()).as(shutdown.err()).isZero();
    return shutdown;
  }

  /** Gives the board a script that says that it prepares, and goes on for ever. */
  private static void hang(Board board) throws Exception {
    Path script = Path.of(board.scripts.options().get("board_prepare"));
    Path log = board.scripts.board().resolve("log");
    Files.writeString(
        script, "#!/bin/sh\necho \"prepare $1\" >> '" + log + "'\nwhile :; do sleep 0.1; done\n");
  }
}
