package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.GithubException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.Shutdown;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For each stage and each failure: how the message is settled, what is cleaned up, what is said.
 */
class FailureMatrixTest {
  private static final String HANG = "sleep 600";
  private static final String KILLED = "kill -KILL $$";
  private static final String FORKS = "(setsid sleep 600 &); trap '' TERM; sleep 600";
  private static final String ABANDONED = ExecutorRig.WORK + " abandon githubQ-" + ExecutorRig.JOB;
  private static final String RELEASED = ExecutorRig.WORK + " release githubQ-" + ExecutorRig.JOB;
  private static final String COMPLETED = ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB;

  @TempDir Path directory;
  private ExecutorRig rig;

  @BeforeEach
  void assemble() {
    rig = new ExecutorRig(directory);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    rig.close();
    assertThat(rig.workdir.resolve("settings.json")).doesNotExist();
    assertThat(rig.bus.openConsumers()).isZero();
    assertThat(rig.events.toString()).doesNotContain(FakeGithub.TOKEN);
    await().until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
  }

  /**
   * @param breaks what goes wrong
   * @param stage which stage says so
   * @param says what it says
   * @param steps what the scripts were called for
   */
  private record Case(
      String name, Consumer<ExecutorRig> breaks, Stage stage, String says, List<String> steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case broken(
      String name, Consumer<ExecutorRig> breaks, Stage stage, String says, String... steps) {
    return new Case(name, breaks, stage, says, List.of(steps));
  }

  static Stream<Case> scriptsThatFail() {
    String[] prepare = {"board_prepare"};
    String[] configure = {"board_prepare", "github_prepare configure", "github_prepare remove"};
    String[] copy = {"board_prepare", "github_prepare configure", "copy", "github_prepare remove"};
    Duration brief = Duration.ofMillis(400);
    return Stream.of(
        broken(
            "prepare exits 1",
            r -> r.boardPrepare("exit 1"),
            Stage.BOARD_PREPARED,
            "board_prepare: ended with exit code 1",
            prepare),
        broken(
            "prepare is killed",
            r -> r.boardPrepare(KILLED),
            Stage.BOARD_PREPARED,
            "signal 9",
            prepare),
        broken(
            "prepare hangs",
            r -> r.limit(Limit.PREPARE, brief).boardPrepare(HANG),
            Stage.BOARD_PREPARED,
            "was ended after 400 ms",
            prepare),
        broken(
            "prepare hangs with daemons",
            r -> r.limit(Limit.PREPARE, brief).boardPrepare(FORKS),
            Stage.BOARD_PREPARED,
            "was ended after 400 ms",
            prepare),
        broken(
            "prepare makes configure vanish",
            r -> r.boardPrepare("rm \"$RIG/github_prepare\""),
            Stage.RUNNER_REGISTERED,
            "could not be started",
            prepare),
        broken(
            "prepare makes configure not executable",
            r -> r.boardPrepare("chmod -x \"$RIG/github_prepare\""),
            Stage.RUNNER_REGISTERED,
            "could not be started",
            prepare),
        broken(
            "configure exits 2",
            r -> r.githubPrepare("exit 2", ""),
            Stage.RUNNER_REGISTERED,
            "exit code 2",
            configure),
        broken(
            "configure is killed",
            r -> r.githubPrepare(KILLED, ""),
            Stage.RUNNER_REGISTERED,
            "signal 9",
            configure),
        broken(
            "configure hangs",
            r -> r.limit(Limit.CONFIGURE, brief).githubPrepare(HANG, ""),
            Stage.RUNNER_REGISTERED,
            "was ended after 400 ms",
            configure),
        broken(
            "configure leaves no settings",
            r -> r.githubPrepare("rm settings.json", ""),
            Stage.RUNNER_REGISTERED,
            "it left no settings.json",
            configure),
        broken(
            "copy exits 255",
            r -> r.remote("exit 255", ""),
            Stage.SETTINGS_COPIED,
            "exit code 255",
            copy),
        broken(
            "copy is killed", r -> r.remote(KILLED, ""), Stage.SETTINGS_COPIED, "signal 9", copy),
        broken(
            "copy hangs",
            r -> r.limit(Limit.COPY, brief).remote(HANG, ""),
            Stage.SETTINGS_COPIED,
            "was ended after 400 ms",
            copy));
  }

  @ParameterizedTest
  @MethodSource
  void scriptsThatFail(Case broken) throws Exception {
    broken.breaks().accept(rig);
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
    assertThat(rig.steps()).isEqualTo(broken.steps());
    assertThat(rig.failures())
        .filteredOn(f -> f.startsWith(broken.stage().name()))
        .singleElement()
        .asString()
        .contains(broken.says());
    assertThat(rig.stages()).doesNotContain(Stage.RUNNER_STARTED).endsWith(Stage.JOB_ENDED);
  }

  @Test
  void missingScriptsAreAllReportedAtOnceAndNothingIsTaken() throws Exception {
    Files.delete(directory.resolve("board_prepare"));
    Files.delete(directory.resolve("remotecmd"));
    assertThat(directory.resolve("github_prepare").toFile().setExecutable(false)).isTrue();
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.MISCONFIGURED);
    assertThat(Executor.problems(rig.settings()))
        .hasSize(3)
        .anyMatch(p -> p.startsWith("board_prepare: there is no file "))
        .anyMatch(p -> p.startsWith("github_prepare: ") && p.contains("not executable"))
        .anyMatch(p -> p.startsWith("remotecmd: "));
    assertThat(rig.bus.at(ExecutorRig.WORK)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = GithubException.Kind.class,
      names = {"FORBIDDEN", "NOT_FOUND", "CONFLICT", "REJECTED"})
  void refusedTokenGivesTheJobBackAtOnce(GithubException.Kind kind) throws Exception {
    rig.github.refusesTokens(9, FakeGithub.failure(kind));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.github.tokenRequests()).isEqualTo(1);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
    assertThat(rig.steps()).containsExactly("board_prepare");
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("TOKEN_GRANTED: " + kind));
  }

  @ParameterizedTest
  @EnumSource(
      value = GithubException.Kind.class,
      names = {"UNAVAILABLE", "RATE_LIMITED"})
  void tokenIsAskedForAgainWhenThatMayHelp(GithubException.Kind kind) throws Exception {
    rig.github.refusesTokens(2, FakeGithub.failure(kind));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.github.tokenRequests()).isEqualTo(3);
  }

  @Test
  void tokenIsNotAskedForForEver() throws Exception {
    rig.github.refusesTokens(1000, FakeGithub.failure(GithubException.Kind.UNAVAILABLE));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.github.tokenRequests()).isBetween(3, 500);
    assertThat(rig.bus.settlements()).containsExactly(RELEASED);
  }

  @Test
  void rateLimitBeyondTheBoundIsNotWaitedFor() throws Exception {
    rig.limit(Limit.TOKEN, Duration.ofSeconds(20));
    rig.github.refusesTokens(
        9,
        FakeGithub.failure(GithubException.Kind.RATE_LIMITED, Optional.of(Duration.ofMinutes(30))));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.github.tokenRequests()).isEqualTo(1);
    assertThat(rig.bus.settlements()).containsExactly(RELEASED);
    assertThat(rig.failures()).anyMatch(f -> f.contains("in 1800 s"));
  }

  @Test
  void failedRunnerOfAJobThatWaitsGivesItBackWithoutLingering() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofMinutes(5)).runner("exit 7").queueJob();
    rig.github.hasRunner("*", false);
    assertThat(rig.run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("RUNNER_RAN: remotecmd (the runner)"));
  }

  @Test
  void failedRunnerOfAJobThatIsDoneCompletesIt() throws Exception {
    rig.runner("exit 7").queueJob();
    rig.github.says("completed").saysFirst("queued", "queued");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
  }

  @Test
  void runnerThatEndedWellThoughTheJobStillWaitsGivesItBack() throws Exception {
    rig.queueJob();
    rig.github.says("queued").hasRunner("*", false);
    assertThat(rig.run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
    assertThat(rig.stages()).doesNotContain(Stage.JOB_STOLEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7})
  void runnerWhoseRegistrationIsUsedUpHadAnotherJobAndOursGetsAFreshAttempt(int exitCode)
      throws Exception {
    rig.runner("exit " + exitCode).queueJob();
    rig.github.says("queued");
    assertThat(rig.run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(RELEASED);
    assertThat(rig.bus.at(ExecutorRig.WORK)).singleElement().matches(m -> m.attempt() == 0);
    assertThat(rig.stages()).containsOnlyOnce(Stage.JOB_STOLEN);
  }

  @Test
  void jobOnAnotherRunnerIsDone() throws Exception {
    rig.queueJob();
    rig.github.says("in_progress", "ephemeral-other").saysFirst("queued", "queued");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
  }

  @Test
  void doubtfulQueuedAfterTheRunIsReadAgain() throws Exception {
    rig.queueJob();
    rig.github.says("completed").saysFirst("queued", "queued", "queued");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
  }

  @Test
  void withoutGithubTheExitCodeDecides() throws Exception {
    rig.queueJob();
    rig.github.isAway();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
    assertThat(rig.failures())
        .anyMatch(f -> f.startsWith("JOB_JUDGED: UNAVAILABLE") && f.contains("exit code"));
  }

  @Test
  void withoutGithubAFailedRunnerGivesTheJobBack() throws Exception {
    rig.runner("exit 1").queueJob();
    rig.github.isAway();
    assertThat(rig.run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
  }

  @Test
  void withoutGithubACompletionOutweighsTheExitCode() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofSeconds(20)).runner("exit 1").queueJob();
    rig.github.isAway();
    rig.start();
    await().until(() -> rig.stages().contains(Stage.RUNNER_RAN));
    rig.complete(ExecutorRig.JOB);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void completionOfAnotherJobLeavesOursToGithub() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofSeconds(20)).queueJob();
    rig.github.says("queued").hasRunner("*", false);
    rig.start();
    await().until(() -> rig.stages().contains(Stage.RUNNER_STARTED));
    rig.complete(42);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).contains(RELEASED).hasSize(2);
    assertThat(rig.stages()).containsOnlyOnce(Stage.JOB_STOLEN);
  }

  @Test
  void failedRemovalIsMadeUpForAtGithub() throws Exception {
    rig.githubPrepare("", "exit 1").queueJob();
    rig.github.hasRunner("*", false);
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.github.deleted()).containsExactly("CTSRD-CHERI/demo 77");
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
  }

  @Test
  void hangingRemovalIsEnded() throws Exception {
    rig.limit(Limit.CONFIGURE, Duration.ofMillis(400)).githubPrepare("", FORKS).queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("RUNNER_REMOVED: "));
  }

  @Test
  void settlingIsTriedAgain() throws Exception {
    rig.bus.fail("complete", 3, () -> new BusException.Unavailable("no connection"));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
  }

  @Test
  void messageIsLeftToItsLockWhenTheBusStaysAway() throws Exception {
    rig.bus.fail("complete", 1000, () -> new BusException.Unavailable("no connection"));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.failures())
        .anyMatch(f -> f.startsWith("SETTLED: no connection") && f.contains("left to its lock"));
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void lossOfTheLeaseNoticedAtSettlingIsSaid() throws Exception {
    rig.bus.fail("complete", 1, () -> new BusException.LeaseLost("the lock has expired"));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("SETTLED: the lock has expired"));
  }

  @Test
  void leaseLostWhileTheBoardIsPreparedStopsTheScriptAndDoesNotSettle() throws Exception {
    rig.boardPrepare("touch \"$RIG/preparing\"; " + FORKS).queueJob().start();
    awaitFile("preparing");
    rig.bus.loseLeases(ExecutorRig.WORK);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.steps()).containsExactly("board_prepare");
    assertThat(rig.stages()).contains(Stage.LEASE_LOST);
  }

  @Test
  void leaseLostAtConfigureStillRemovesTheRunner() throws Exception {
    rig.githubPrepare("touch \"$RIG/configuring\"; sleep 600", "").queueJob().start();
    awaitFile("configuring");
    rig.bus.loseLeases(ExecutorRig.WORK);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.steps()).endsWith("github_prepare configure", "github_prepare remove");
  }

  @Test
  void leaseLostWhileTheRunnerHasNoJobTakesItDown() throws Exception {
    rig.runner("touch \"$RIG/running\"; sleep 600").queueJob();
    rig.github.hasRunner("*", false);
    rig.start();
    awaitFile("running");
    rig.bus.loseLeases(ExecutorRig.WORK);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.github.deleted()).hasSize(1);
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leaseLostWhileTheRunnerRunsLetsItFinish(boolean registered) throws Exception {
    // Without a registration its job is over, and it is about to end.
    rig.github.hasRunner(registered ? "*" : "another", true);
    rig.runner(
            "touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done;"
                + " touch \"$RIG/finished\"")
        .queueJob()
        .start();
    awaitFile("running");
    rig.bus.loseLeases(ExecutorRig.WORK);
    await().until(() -> rig.stages().contains(Stage.LEASE_LOST));
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(directory.resolve("finished")).exists();
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void renewalThatFailsIsTriedAgain() throws Exception {
    rig.limit(Limit.RENEW, Duration.ofMillis(20)).limit(Limit.RENEW_RETRY, Duration.ofMillis(5));
    rig.bus.fail("renew", 3, () -> new BusException.Unavailable("no connection"));
    rig.runner("while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done").queueJob().start();
    await().until(() -> rig.bus.renewals() > 1);
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void jobThatIsOverBeforeItBeganLeavesTheBoardAlone() throws Exception {
    rig.queueJob();
    rig.github.says("completed");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.calls()).isEmpty();
    assertThat(rig.github.jobReadings()).isEqualTo(2);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
  }

  @Test
  void oneDoubtfulReadingDiscardsNothing() throws Exception {
    rig.queueJob();
    rig.github.saysFirst("completed", "queued");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps()).contains("board_prepare");
  }

  @Test
  void jobCancelledDuringTheBootIsNotRegistered() throws Exception {
    rig.queueJob();
    rig.github.says("completed").saysFirst("queued");
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps()).containsExactly("board_prepare");
    assertThat(rig.github.tokenRequests()).isZero();
  }

  @Test
  void unknownJobIsRunAllTheSame() throws Exception {
    rig.queueJob();
    rig.github.knowsNoJob();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps()).contains("remotecmd");
  }

  @Test
  void runnerWithoutAJobIsTakenDown() throws Exception {
    idleQuickly();
    rig.runner("touch \"$RIG/running\"; " + FORKS).queueJob();
    rig.github.says("queued").hasRunner("*", true);
    rig.start();
    awaitFile("running");
    rig.github.says("completed").hasRunner("*", false);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).containsExactly(COMPLETED);
    assertThat(rig.github.deleted()).hasSize(1);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("RUNNER_IDLE: the job is completed"));
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void busyRunnerIsLeftAlone() throws Exception {
    idleQuickly();
    rig.runner("touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob();
    rig.github.says("queued").hasRunner("*", true);
    rig.start();
    awaitFile("running");
    rig.github.says("completed");
    int readings = rig.github.jobReadings();
    await().until(() -> rig.github.jobReadings() > readings + 6);
    assertThat(rig.running()).isTrue();
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.stages()).doesNotContain(Stage.RUNNER_IDLE);
  }

  @Test
  void runnerThatItsJobDoesNotReachIsTakenDown() throws Exception {
    idleQuickly();
    rig.runner("touch \"$RIG/running\"; sleep 600").queueJob();
    rig.github.hasRunner("*", false);
    rig.start();
    awaitFile("running");
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ABANDONED);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("RUNNER_IDLE: the job is queued"));
  }

  @Test
  void runnerThatGithubSaysHasAJobAfterAllIsLeftAlone() throws Exception {
    idleQuickly();
    rig.runner("touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob();
    rig.github.hasRunner("*", false).refusesDeletion();
    rig.start();
    awaitFile("running");
    await().until(() -> rig.github.refusedDeletions() > 1);
    assertThat(rig.running()).isTrue();
    Files.createFile(directory.resolve("stop"));
    rig.exitCode();
    assertThat(rig.stages()).doesNotContain(Stage.RUNNER_IDLE);
  }

  @Test
  void runnerWhoseJobIsBehindAGateIsLeftAlone() throws Exception {
    idleQuickly();
    rig.runner("touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob();
    rig.github.says("waiting").hasRunner("*", false);
    rig.start();
    awaitFile("running");
    int readings = rig.github.jobReadings();
    await().until(() -> rig.github.jobReadings() > readings + 6);
    assertThat(rig.running()).isTrue();
    rig.github.says("completed");
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void shutdownThatCannotBeAnsweredIsGivenBackAndTheExecutorStays() throws Exception {
    byte[] request = MessageCodec.encode(new Shutdown("u", Optional.empty()));
    rig.queue("shutdown-u", request);
    rig.bus.fail("publish", 1, () -> new BusException.Refused("no"));
    List<Boolean> promised = new ArrayList<>();
    rig.onEvent =
        event -> {
          if (event.stage() == Stage.SHUTDOWN_ANSWERED) {
            promised.add(Files.exists(rig.workdir.resolve("leaving.properties")));
          }
        };
    assertThat(rig.run()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(promised).as("taken back, and given again").containsExactly(false, true);
    assertThat(rig.bus.settlements())
        .containsExactly(
            ExecutorRig.WORK + " abandon shutdown-u", ExecutorRig.WORK + " complete shutdown-u");
  }

  @Test
  void busThatRefusesToBeReadIsAConfigurationError() throws Exception {
    rig.bus.fail("receive", 1, () -> new BusException.Misconfigured("no such subscription"));
    assertThat(rig.run()).isEqualTo(ExitCode.MISCONFIGURED);
    assertThat(rig.failures()).anyMatch(f -> f.contains("no such subscription"));
  }

  @Test
  void busThatIsAwayIsWaitedFor() throws Exception {
    rig.bus.fail("receive", 3, () -> new BusException.Unavailable("busy"));
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
  }

  @Test
  void failedPowerDownDoesNotKeepJobsAway() throws Exception {
    rig.limit(Limit.IDLE, Duration.ofMillis(20)).script("board_shutdown", "exit 5").start();
    await().until(() -> rig.stages().contains(Stage.POWERED_DOWN));
    rig.queueJob();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.failures()).anyMatch(f -> f.startsWith("POWERED_DOWN: board_shutdown"));
  }

  @Test
  void handlerThatThrowsDoesNotKillTheLoop() throws Exception {
    rig.handlers.add(
        new MessageHandler() {
          @Override
          public String type() {
            return "tea";
          }

          @Override
          public Handled handle(Lease lease, CompletionStage<Void> stopNow) {
            throw new IllegalStateException("no tea");
          }
        });
    rig.queue("t", "{\"type\":\"tea\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.run()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements()).containsExactly(ExecutorRig.WORK + " abandon t");
  }

  private void idleQuickly() {
    rig.limit(Limit.RUNNER_IDLE, Duration.ofMillis(30))
        .limit(Limit.RUNNER_IDLE_READING, Duration.ofMillis(10));
  }

  private void awaitFile(String name) {
    await().until(() -> Files.exists(directory.resolve(name)));
  }
}
