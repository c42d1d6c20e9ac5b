package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi.JitRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runners that GitHub configures just in time. */
class JustInTimeTest {
  private static final String TAKES =
      "ls -l settings.json | cut -c1-10 > \"$RIG/mode\";" + " cat > \"$RIG/board-settings.json\"";

  @TempDir Path directory;
  private ExecutorRig rig;

  @BeforeEach
  void assemble() {
    rig = new ExecutorRig(directory).justInTime().remote(TAKES, "");
  }

  @AfterEach
  void nothingIsLeftBehind() {
    rig.close();
    assertThat(rig.workdir.resolve("settings.json")).doesNotExist();
    assertThat(rig.calls().toString() + rig.events).doesNotContain(FakeGithub.JIT_CONFIG);
  }

  @Test
  void configurationTravelsAsSettingsAndTheScriptIsNotCalled() throws Exception {
    rig.github.hasRunner("*", false);
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps()).containsExactly("board_prepare", "copy", "remotecmd");
    assertThat(rig.github.jitRequests())
        .containsExactly(
            new JitRequest(
                rig.runnerName(), 3, List.of("self-hosted", "msr-morello", "cheribsd"), "_work"));
    assertThat(directory.resolve("board-settings.json"))
        .content()
        .isEqualToIgnoringNewLines(
            "{\"runner\":\"%s\",\"encoded_jit_config\":\"%s\"}"
                .formatted(rig.runnerName(), FakeGithub.JIT_CONFIG));
    assertThat(rig.lines("mode")).containsExactly("-rw-------");
    assertThat(rig.github.tokenRequests()).isZero();
    assertThat(rig.github.deleted()).containsExactly("CTSRD-CHERI/demo 77");
    assertThat(rig.workdir.resolve("journal.properties")).doesNotExist();
  }

  @Test
  void staleRunnerOfTheNameIsRemovedAndTheNextAttemptWorks() throws Exception {
    rig.github.refusesTokens(1, FakeGithub.failure(Kind.CONFLICT)).hasOfflineRunner("*");
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.github.jitRequests()).hasSize(2);
    assertThat(rig.github.deleted()).hasSize(2);
  }

  @Test
  void connectedRunnerOfTheNameIsNotTouched() throws Exception {
    rig.github.refusesTokens(1, FakeGithub.failure(Kind.CONFLICT)).hasRunner("*", true);
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.github.jitRequests()).hasSize(1);
    assertThat(rig.bus.settlements()).singleElement().asString().contains(" abandon ");
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("RUNNER_REGISTERED: CONFLICT"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "RATE_LIMITED"})
  void configurationIsAskedForAgainWhenThatMayHelp(Kind kind) throws Exception {
    rig.github.refusesTokens(2, FakeGithub.failure(kind));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.github.jitRequests()).hasSize(3);
  }

  @Test
  void stopEndsTheWaitForGithub() throws Exception {
    rig.limit(Limit.TOKEN, Duration.ofHours(1))
        .limit(Limit.BACKOFF, Duration.ofMinutes(20))
        .limit(Limit.BACKOFF_CAP, Duration.ofMinutes(20));
    rig.github.refusesTokens(9, FakeGithub.failure(Kind.UNAVAILABLE));
    rig.queueJob().start();
    await().until(() -> !rig.github.jitRequests().isEmpty());
    rig.executor().stopNow();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.steps()).containsExactly("board_prepare");
  }

  @Test
  void registrationThatCannotBeRemovedIsOwedAndPaidLater() throws Exception {
    rig.loop().github.hasRunner("*", false).refusesDeletion();
    rig.queueJob().start();
    await().until(() -> rig.stages().contains(Stage.JOB_ENDED));
    await().until(() -> rig.github.refusedDeletions() > 2);
    assertThat(Files.readString(rig.workdir.resolve("journal.properties")))
        .contains("owed.0.runner=" + rig.runnerName())
        .doesNotContain("job=");
    rig.github.allowsDeletion();
    await().until(() -> !rig.github.deleted().isEmpty());
    await().until(() -> !Files.exists(rig.workdir.resolve("journal.properties")));
  }

  @Test
  void nextExecutorPaysWhatTheLastOneOwed() throws Exception {
    rig.github.hasRunner("*", false).refusesDeletion();
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.workdir.resolve("journal.properties")).exists();
    try (ExecutorRig next = new ExecutorRig(directory).justInTime().loop()) {
      next.github.hasRunner(rig.runnerName(), false);
      next.start();
      await().until(() -> !next.github.deleted().isEmpty());
      await().until(() -> !Files.exists(next.workdir.resolve("journal.properties")));
      assertThat(next.stages()).doesNotContain(Stage.RECOVERED);
    }
  }

  @Test
  void registrationThatAnEndedScriptMayHaveMadeIsLookedForAgain() throws Exception {
    try (ExecutorRig scripted = new ExecutorRig(directory).githubPrepare("exit 1", "").loop()) {
      // There from the beginning: looked for once, a job's registration is not looked for again.
      scripted.github.hasRunner("*", false);
      scripted.queueJob().start();
      await().until(() -> scripted.stages().contains(Stage.JOB_ENDED));
      await().until(() -> !scripted.github.deleted().isEmpty());
    }
  }

  @Test
  void recoveryDeletesTheRegistrationAndDoesNotCallTheScript() throws Exception {
    Files.createDirectories(rig.workdir);
    Journal journal = new Journal(rig.workdir);
    journal.begin(
        new JournalEntry(
            1,
            new RepositoryRef(99, "CTSRD-CHERI", "demo"),
            "ephemeral-board7-1-1",
            false,
            false,
            List.of()));
    journal.change(JournalEntry::withJit);
    rig.github.hasRunner("ephemeral-board7-1-1", false);
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.github.deleted()).containsExactly("CTSRD-CHERI/demo 77");
    assertThat(rig.steps()).doesNotContain("github_prepare remove");
    assertThat(rig.stages()).startsWith(Stage.RUNNER_REMOVED, Stage.RECOVERED);
  }
}
