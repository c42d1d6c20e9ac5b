package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.executor.ExecutorProcess.Leisure;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An executor is killed at each state of a job; the next one cleans up before it takes a job. */
class CrashRecoveryTest {
  private static final String BLOCK =
      "if [ ! -e \"$RIG/go\" ]; then touch \"$RIG/blocked\";"
          + " while [ ! -e \"$RIG/go\" ]; do sleep 0.05; done; fi";
  private static final String HANG =
      "if [ ! -e \"$RIG/go\" ]; then touch \"$RIG/blocked\"; (setsid sleep 73210042 &); sleep 73210042; fi";
  private static final String TAKES = "cat > \"$RIG/board-settings.json\"";

  @TempDir Path directory;

  /**
   * @param hangs makes the scripts hang where the executor is to die
   * @param configured whether the runner had been configured by then
   */
  private record Crash(String name, Consumer<ExecutorRig> hangs, boolean configured) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Crash> everyState() {
    return Stream.of(
        new Crash("preparing", rig -> rig.boardPrepare(HANG), false),
        new Crash("configuring", rig -> rig.githubPrepare(HANG, ""), true),
        new Crash("copying", rig -> rig.remote(TAKES + "; " + HANG, ""), true),
        new Crash("running", rig -> rig.runner(HANG), true),
        new Crash("lingering", rig -> rig.runner("touch \"$RIG/blocked\""), true),
        new Crash("removing", rig -> rig.githubPrepare("", HANG), true));
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(sleepers()).isZero();
    assertThat(directory.resolve("work/journal.properties")).doesNotExist();
    assertThat(directory.resolve("work/settings.json")).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource
  void everyState(Crash crash) throws Exception {
    try (ExecutorRig first = new ExecutorRig(directory)) {
      crash.hangs().accept(first);
      crashWhenBlocked(crash.name().equals("lingering"));
    }
    List<String> before = new ExecutorRig(directory).steps();
    Files.createFile(directory.resolve("go"));
    try (ExecutorRig second = new ExecutorRig(directory)) {
      second.github.hasRunner("*", false);
      assertThat(second.queueJob().run()).isEqualTo(ExitCode.OK);
      List<String> steps = second.steps().subList(before.size(), second.steps().size());
      assertThat(steps)
          .startsWith(crash.configured() ? "github_prepare remove" : "board_prepare")
          .endsWith("remotecmd", "github_prepare remove");
      assertThat(second.github.deleted()).hasSize(crash.configured() ? 1 : 0);
      assertThat(second.stages())
          .startsWith(
              crash.configured()
                  ? new Stage[] {Stage.RUNNER_REMOVED, Stage.RECOVERED, Stage.WAITING}
                  : new Stage[] {Stage.RECOVERED, Stage.WAITING});
    }
  }

  static Stream<Arguments> everyChore() {
    return Stream.of(
        Arguments.of(Leisure.POWER_DOWN, "board_shutdown"),
        Arguments.of(Leisure.PREWARM, "board_prepare"));
  }

  @ParameterizedTest
  @MethodSource
  void everyChore(Leisure leisure, String script) throws Exception {
    try (ExecutorRig first = new ExecutorRig(directory)) {
      first.script(script, HANG);
      Process process = ExecutorProcess.start(directory, leisure);
      try {
        await().atMost(Duration.ofSeconds(60)).until(() -> sleepers() > 0 || !process.isAlive());
      } finally {
        ExecutorProcess.kill(process);
      }
    }
    assertThat(sleepers()).isPositive();
    Files.createFile(directory.resolve("go"));
    try (ExecutorRig second = new ExecutorRig(directory)) {
      assertThat(second.queueJob().run()).isEqualTo(ExitCode.OK);
      assertThat(second.stages()).startsWith(Stage.RECOVERED, Stage.WAITING);
    }
  }

  @Test
  void runnerThatIsAtWorkIsWaitedFor() throws Exception {
    try (ExecutorRig first = new ExecutorRig(directory)) {
      first.runner(BLOCK + "; touch \"$RIG/finished\"");
      crashWhenBlocked(false);
    }
    String runner = new Journal(directory.resolve("work")).left().orElseThrow().runner();
    try (ExecutorRig second = new ExecutorRig(directory)) {
      second.limit(Limit.RUNNER_IDLE_READING, Duration.ofMillis(20));
      second.github.says("in_progress", runner);
      second.queueJob().start();
      await().until(() -> second.github.jobReadings() > 3);
      assertThat(second.stages()).containsExactly(Stage.RECOVERED);
      Files.createFile(directory.resolve("go"));
      assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(directory.resolve("finished")).exists();
      assertThat(second.steps()).endsWith("remotecmd", "github_prepare remove");
    }
  }

  @Test
  void stopWhileARunnerIsWaitedForKeepsTheJournal() throws Exception {
    try (ExecutorRig first = new ExecutorRig(directory)) {
      first.runner(BLOCK);
      crashWhenBlocked(false);
    }
    try (ExecutorRig second = new ExecutorRig(directory)) {
      second.github.hasRunner("*", true);
      second.start();
      await().until(() -> second.stages().contains(Stage.RECOVERED));
      second.executor().stop();
      assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(second.steps()).doesNotContain("github_prepare remove");
    }
    assertThat(directory.resolve("work/journal.properties")).exists();
    Files.createFile(directory.resolve("go"));
    try (ExecutorRig third = new ExecutorRig(directory)) {
      assertThat(third.queueJob().run()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void illegibleJournalIsSetAside() throws Exception {
    Path work = Files.createDirectories(directory.resolve("work"));
    Files.writeString(work.resolve("journal.properties"), "job=\\u00zz");
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    }
    assertThat(work.resolve("journal.properties.unreadable")).exists();
  }

  private void crashWhenBlocked(boolean afterTheRunner) throws Exception {
    Process process = ExecutorProcess.start(directory, Leisure.NONE);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(directory.resolve("blocked")) || !process.isAlive());
      if (afterTheRunner) {
        await().until(() -> Files.readString(directory.resolve("jvm.log")).contains("runner ran"));
      }
      assertThat(process.isAlive()).as(Files.readString(directory.resolve("jvm.log"))).isTrue();
    } finally {
      ExecutorProcess.kill(process);
    }
    assertThat(directory.resolve("work/journal.properties"))
        .content()
        .contains("runner=ephemeral-board7-")
        .doesNotContain(FakeGithub.TOKEN);
  }

  private static long sleepers() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.info().arguments().map(a -> List.of(a).contains("73210042")).orElse(false))
        .count();
  }
}
