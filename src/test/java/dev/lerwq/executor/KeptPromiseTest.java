package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.ShutdownReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot that has said that it leaves service, and whose process is killed before it has. */
class KeptPromiseTest {
  private static final String UNTIL_GO =
      "touch \"$RIG/running-$SLOT\"; while [ ! -e \"$RIG/go\" ]; do sleep 0.05; done";

  @TempDir Path directory;

  @BeforeEach
  void scripts() {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.runner(UNTIL_GO);
    }
  }

  @Test
  void itCleansUpAndStaysOutOfServiceUntilItIsStartedAgain() throws Exception {
    killOnce(() -> Files.exists(directory.resolve("said")), false, "a");
    assertThat(directory.resolve("work-a/journal.properties")).exists();

    try (ExecutorRig second = restarted()) {
      second.queueJob();
      assertThat(run(second, "a").get(1, TimeUnit.MINUTES)).isEqualTo(ExitCode.SHUTDOWN);
      assertThat(second.stages())
          .as("it takes no job")
          .containsExactly(Stage.RUNNER_REMOVED, Stage.RECOVERED);
      assertThat(second.steps()).endsWith("github_prepare remove");
      assertThat(SlotsProcess.answers(second)).as("it has been said").isEmpty();
    }
    assertThat(directory.resolve("work-a")).isEmptyDirectory();

    Files.createFile(directory.resolve("go"));
    try (ExecutorRig third = new ExecutorRig(directory)) {
      third.queueJob();
      Slots slots = SlotsProcess.slots(third, List.of("a"));
      CompletableFuture<Integer> exit = run(slots);
      await().atMost(ExecutorRig.SOON).until(() -> third.stages().contains(Stage.JOB_ENDED));
      slots.stop();
      assertThat(exit.get(1, TimeUnit.MINUTES)).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void theOtherSlotsOfTheProcessGoOnAndItStaysOutForAsLong() throws Exception {
    killOnce(() -> Files.exists(directory.resolve("said")), false, "a", "b");

    Files.createFile(directory.resolve("go"));
    try (ExecutorRig second = restarted()) {
      Slots slots = SlotsProcess.slots(second, List.of("a", "b"));
      CompletableFuture<Integer> exit = run(slots);
      await().atMost(ExecutorRig.SOON).until(() -> recovered(second).size() == 2);
      await().atMost(ExecutorRig.SOON).until(() -> waiting(second).equals(List.of("board-b")));
      second.queueJob();
      await().atMost(ExecutorRig.SOON).until(() -> second.stages().contains(Stage.JOB_ENDED));
      assertThat(waiting(second)).containsOnly("board-b");
      assertThat(directory.resolve("work-a/leaving.properties"))
          .as("a second crash does not bring it back")
          .exists();
      assertThat(directory.resolve("work-b/leaving.properties")).doesNotExist();
      slots.stop();
      assertThat(exit.get(1, TimeUnit.MINUTES)).isEqualTo(ExitCode.OK);
    }
    assertThat(directory.resolve("work-a/leaving.properties")).doesNotExist();
  }

  @Test
  void whoWaitsForItIsToldByTheNextProcess() throws Exception {
    Path promise = directory.resolve("work-a/leaving.properties");
    killOnce(() -> Files.exists(promise), true, "a");
    assertThat(directory.resolve("said")).doesNotExist();

    try (ExecutorRig second = restarted()) {
      assertThat(run(second, "a").get(1, TimeUnit.MINUTES)).isEqualTo(ExitCode.SHUTDOWN);
      assertThat(SlotsProcess.answers(second)).hasSize(1);
      assertThat(MessageCodec.decode(SlotsProcess.answers(second).get(0)))
          .isEqualTo(new ShutdownReply("board-a"));
    }
    assertThat(promise).doesNotExist();
  }

  private void killOnce(BooleanSupplier ready, boolean waits, String... names) throws Exception {
    String[] args = new String[names.length + 1];
    args[0] = Boolean.toString(waits);
    System.arraycopy(names, 0, args, 1, names.length);
    Process process = ExecutorProcess.start(SlotsProcess.class, directory, args);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ready.getAsBoolean() || !process.isAlive());
      assertThat(process.isAlive()).as(Files.readString(directory.resolve("jvm.log"))).isTrue();
    } finally {
      ExecutorProcess.kill(process);
    }
  }

  /** GitHub knows the runner of the killed process, and that it has no job. */
  private ExecutorRig restarted() {
    ExecutorRig rig = new ExecutorRig(directory);
    rig.github.hasRunner("*", false);
    return rig;
  }

  private static CompletableFuture<Integer> run(ExecutorRig rig, String... names) {
    return run(SlotsProcess.slots(rig, List.of(names)));
  }

  private static CompletableFuture<Integer> run(Slots slots) {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                exit.complete(slots.run());
              } catch (Throwable e) {
                exit.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return exit;
  }

  private static List<String> recovered(ExecutorRig rig) {
    return hosts(rig, Stage.RECOVERED);
  }

  private static List<String> waiting(ExecutorRig rig) {
    return hosts(rig, Stage.WAITING);
  }

  private static List<String> hosts(ExecutorRig rig, Stage stage) {
    return rig.events.stream().filter(event -> event.stage() == stage).map(JobEvent::host).toList();
  }
}
