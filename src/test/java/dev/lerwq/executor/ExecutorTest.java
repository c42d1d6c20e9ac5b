package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.InboundMessage;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorTest {
  @TempDir Path directory;
  private ExecutorRig rig;

  @BeforeEach
  void assemble() {
    rig = new ExecutorRig(directory);
  }

  @AfterEach
  void takeApart() {
    rig.close();
  }

  @Test
  void jobRunsThroughAllSteps() throws Exception {
    rig.runner("echo hello from the runner; cat > \"$RIG/stdin\"").queueJob();
    rig.start();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    String runner = rig.runnerName();
    assertThat(runner).matches("ephemeral-board7-\\d{13}-" + ExecutorRig.JOB);
    assertThat(rig.calls())
        .containsExactly(
            "board_prepare cheribsd",
            "github_prepare configure "
                + runner
                + " self-hosted,msr-morello,cheribsd https://github.com/CTSRD-CHERI/demo "
                + FakeGithub.TOKEN,
            "remotecmd cat > /tmp/settings.json",
            "remotecmd run the runner",
            "github_prepare remove");
    assertThat(directory.resolve("board-settings.json"))
        .hasContent("{\"runner\":\"" + runner + "\"}");
    assertThat(rig.lines("out")).contains("hello from the runner");
    assertThat(rig.lines("stdin")).as("standard input is plumbed through").isNotEmpty();
    assertThat(rig.workdir.resolve("settings.json")).doesNotExist();
    assertThat(rig.bus.settlements())
        .containsExactly(ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
    assertThat(rig.failures()).isEmpty();
    assertThat(rig.stages())
        .containsExactly(
            Stage.WAITING,
            Stage.LEASE_TAKEN,
            Stage.JOB_CHECKED,
            Stage.BOARD_PREPARED,
            Stage.JOB_CHECKED,
            Stage.TOKEN_GRANTED,
            Stage.RUNNER_REGISTERED,
            Stage.SETTINGS_COPIED,
            Stage.RUNNER_STARTED,
            Stage.RUNNER_RAN,
            Stage.JOB_JUDGED,
            Stage.SETTLED,
            Stage.RUNNER_REMOVED,
            Stage.JOB_ENDED);
    assertThat(rig.events.toString()).doesNotContain(FakeGithub.TOKEN);
    assertThat(rig.bus.openConsumers()).isZero();
  }

  @Test
  void settingsAreReadableByTheirOwnerOnly() throws Exception {
    rig.remote("ls -l \"$RIG/work/settings.json\" | cut -c1-10 > \"$RIG/mode\"", "").queueJob();
    rig.run();
    assertThat(rig.lines("mode")).containsExactly("-rw-------");
  }

  @Test
  void completionEndsTheJobBeforeTheLingerIsOver() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofMinutes(5))
        .runner("touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob()
        .start();
    awaitFile("running");
    rig.complete(ExecutorRig.JOB);
    await().until(() -> rig.stages().contains(Stage.COMPLETION_SEEN));
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements())
        .anyMatch(s -> s.startsWith("work-complete#github-ephemeral-") && s.contains(" complete "))
        .contains(ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
  }

  @Test
  void completionIsTakenFromTheBusAfterTheRunnerEnded() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofMinutes(5)).queueJob().start();
    await().until(() -> rig.stages().contains(Stage.RUNNER_RAN));
    rig.complete(ExecutorRig.JOB);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).hasSize(2);
  }

  @Test
  void runnerThatOutlivesItsCompletionIsEnded() throws Exception {
    rig.limit(Limit.LINGER, Duration.ofMillis(100))
        .runner("touch \"$RIG/running\"; sleep 600")
        .queueJob()
        .start();
    awaitFile("running");
    rig.complete(ExecutorRig.JOB);
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void lockIsRenewedWhileTheJobRuns() throws Exception {
    rig.limit(Limit.RENEW, Duration.ofMillis(20))
        .limit(Limit.RENEW_RETRY, Duration.ofMillis(10))
        .runner("while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob()
        .start();
    await().until(() -> rig.bus.renewals() > 5);
    Files.createFile(directory.resolve("stop"));
    rig.exitCode();
    int renewals = rig.bus.renewals();
    assertThat(rig.running()).isFalse();
    assertThat(rig.bus.renewals()).isEqualTo(renewals);
  }

  @Test
  void shutdownIsAnsweredAndEndsTheExecutor() throws Exception {
    Path word = rig.workdir.resolve("leaving.properties");
    List<Boolean> kept = new ArrayList<>();
    rig.onEvent =
        event -> {
          if (event.stage() == Stage.SHUTDOWN_ANSWERED) {
            kept.add(Files.exists(word));
          }
        };
    rig.loop().queue("shutdown-u", MessageCodec.encode(new Shutdown("u", Optional.empty())));
    assertThat(rig.run()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(kept).as("on disk while it may be killed").containsExactly(true);
    assertThat(word).doesNotExist();
    InboundMessage reply = rig.bus.at("work-complete#shutdown-u").get(0);
    assertThat(MessageCodec.decode(reply.body())).isEqualTo(new ShutdownReply("board7"));
    assertThat(reply.id()).contains("shutdown-u");
    assertThat(rig.bus.settlements()).containsExactly(ExecutorRig.WORK + " complete shutdown-u");
    assertThat(rig.calls()).isEmpty();
  }

  @Test
  void shutdownForAnotherHostGoesBackUncounted() throws Exception {
    rig.queue("shutdown-u", MessageCodec.encode(new Shutdown("u", Optional.of("board8")))).start();
    await().until(() -> rig.bus.settlements().size() > 1);
    rig.executor().stop();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).allMatch(s -> s.contains("release"));
    assertThat(rig.bus.at(ExecutorRig.WORK)).singleElement().matches(m -> m.attempt() == 0);
  }

  @Test
  void poisonIsDeadLetteredAndTheNextJobIsTaken() throws Exception {
    rig.queue("a", bytes("not json"))
        .queue("b", bytes("{\"type\":\"tea\"}"))
        .queue("c", bytes("{\"type\":\"github-workflow\"}"))
        .queue("d", MessageCodec.encode(ExecutorRig.job("waiting", Optional.empty())))
        .queue("e", bytes("[]"))
        .queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.at(ExecutorRig.WORK + "!"))
        .extracting(m -> m.id().orElseThrow())
        .containsExactly("a", "b", "c", "d", "e");
    assertThat(rig.bus.at(ExecutorRig.WORK + "!"))
        .extracting(m -> m.deadLetter().orElseThrow().reason())
        .containsExactly(
            "MalformedMessage",
            "UnknownType",
            "MalformedMessage",
            "MalformedMessage",
            "MalformedMessage");
    assertThat(rig.bus.settlements())
        .endsWith(ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
  }

  @Test
  void idleBoardIsPoweredDownOnceAndTheNextJobStillTaken() throws Exception {
    rig.limit(Limit.IDLE, Duration.ofMillis(50)).start();
    await().until(() -> rig.stages().contains(Stage.POWERED_DOWN));
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    rig.queueJob();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.steps())
        .startsWith("board_shutdown", "board_prepare")
        .containsOnlyOnce("board_shutdown");
  }

  @Test
  void jobThatArrivesDuringPowerDownWaitsForIt() throws Exception {
    rig.limit(Limit.IDLE, Duration.ofMillis(20))
        .script(
            "board_shutdown",
            "touch $RIG/down; while [ ! -e $RIG/off ]; do sleep 0.02; done; echo off >> $RIG/calls")
        .start();
    awaitFile("down");
    rig.queueJob();
    assertThat(rig.bus.at(ExecutorRig.WORK)).as("free for others meanwhile").hasSize(1);
    Files.createFile(directory.resolve("off"));
    rig.exitCode();
    assertThat(rig.steps()).startsWith("off", "board_prepare");
  }

  @Test
  void loopTakesJobAfterJob() throws Exception {
    rig.loop().queueJob().queueJob().start();
    await().until(() -> rig.bus.settlements().size() == 2);
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    rig.executor().stop();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void failedJobIsLeftToOthersForAWhile() throws Exception {
    rig.loop().boardPrepare("exit 1").queueJob().start();
    await().until(() -> rig.stages().contains(Stage.JOB_ENDED));
    assertThat(rig.bus.at(ExecutorRig.WORK)).hasSize(1);
    assertThat(rig.bus.pendingReceives(ExecutorRig.WORK)).isZero();
    rig.executor().stop();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).hasSize(1);
  }

  @Test
  void stopDuringPowerDownEndsTheScript() throws Exception {
    rig.limit(Limit.IDLE, Duration.ofMillis(20))
        .script("board_shutdown", "touch $RIG/down; (setsid sleep 600 &); sleep 600")
        .start();
    awaitFile("down");
    rig.executor().stop();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    await().until(() -> ProcessHandle.current().descendants().findAny().isEmpty());
  }

  @Test
  void executorRunsOnce() throws Exception {
    rig.queueJob().run();
    assertThatThrownBy(() -> rig.executor().run()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void observerThatThrowsHarmsNothing() throws Exception {
    rig.onEvent =
        event -> {
          throw new IllegalStateException("observer");
        };
    assertThat(rig.queueJob().run()).isEqualTo(ExitCode.OK);
  }

  @Test
  void leaseIsNotLookedAfterOnceItIsSettled() throws Exception {
    rig.limit(Limit.RENEW, Duration.ofMillis(5))
        .limit(Limit.RENEW_RETRY, Duration.ofMillis(5))
        .githubPrepare("", "sleep 0.3")
        .queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.stages()).doesNotContain(Stage.LEASE_LOST);
    assertThat(rig.bus.renewalsAfterSettling()).isLessThan(3);
  }

  @Test
  void withoutGithubPrepareNothingIsRegisteredOrCopied() throws Exception {
    rig.withoutOptionalScripts().queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.OK);
    assertThat(rig.calls()).containsExactly("remotecmd run the runner");
    assertThat(rig.github.tokenRequests()).isZero();
  }

  @Test
  void withoutLoopOneJobIsTaken() throws Exception {
    rig.queueJob().queueJob();
    rig.run();
    assertThat(rig.bus.settlements()).hasSize(1);
    assertThat(rig.bus.at(ExecutorRig.WORK)).hasSize(1);
  }

  @Test
  void stopWhileWaitingLeavesAtOnceAndLosesNothing() throws Exception {
    rig.start();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    rig.executor().stop();
    rig.queueJob();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.at(ExecutorRig.WORK)).singleElement().matches(m -> m.attempt() == 0);
    assertThat(rig.bus.openConsumers()).isZero();
  }

  @Test
  void stopLetsTheJobFinish() throws Exception {
    rig.loop()
        .runner("touch \"$RIG/running\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done")
        .queueJob()
        .queueJob()
        .start();
    awaitFile("running");
    rig.executor().stop();
    Files.createFile(directory.resolve("stop"));
    assertThat(rig.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements()).hasSize(1);
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void stopNowBreaksTheJobOff() throws Exception {
    rig.runner("touch \"$RIG/running\"; sleep 600").queueJob().start();
    awaitFile("running");
    rig.executor().stopNow();
    assertThat(rig.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.settlements())
        .containsExactly(ExecutorRig.WORK + " abandon githubQ-" + ExecutorRig.JOB);
    assertThat(rig.steps()).endsWith("github_prepare remove");
    assertThat(rig.workdir.resolve("settings.json")).doesNotExist();
  }

  @Test
  void interruptBreaksTheJobOff() throws Exception {
    rig.runner("touch \"$RIG/running\"; sleep 600").queueJob().start();
    awaitFile("running");
    rig.thread().interrupt();
    assertThatThrownBy(rig::exitCode).hasCauseInstanceOf(InterruptedException.class);
    assertThat(rig.bus.settlements())
        .containsExactly(ExecutorRig.WORK + " abandon githubQ-" + ExecutorRig.JOB);
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void noThreadOutlivesTheExecutor() throws Exception {
    rig.queueJob().run();
    // A pool has terminated a moment before the last of its threads has.
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("executor-board7")));
  }

  private void awaitFile(String name) {
    await().until(() -> Files.exists(directory.resolve(name)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
