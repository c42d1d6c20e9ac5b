package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.BusException;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.executor.JournalEntry.Trace;
import dev.lerwq.executor.LateCompletions.Expected;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.message.MessageIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No completion stays on the bus because nobody waited for it any more. */
class LateCompletionsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String ANOTHER = "ephemeral-board8-1700000000000-42";

  @TempDir Path directory;

  private static String session(String runner) {
    return "work-complete#" + MessageIds.runnerSession(runner);
  }

  private static String taken(String runner, long job) {
    return session(runner) + " complete " + MessageIds.completedJob(runner, job);
  }

  private Path journal() {
    return directory.resolve("work/journal.properties");
  }

  private static void awaitTaken(ExecutorRig rig, String runner, long job) {
    await().untilAsserted(() -> assertThat(rig.bus.settlements()).contains(taken(runner, job)));
  }

  private static void awaitEnd(ExecutorRig rig) {
    await().until(() -> rig.stages().contains(Stage.JOB_ENDED));
  }

  @Test
  void completionThatComesAfterTheEndOfTheJobIsTaken() throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, LONG).queueJob().start();
      awaitEnd(rig);
      rig.complete(4712);
      awaitTaken(rig, rig.runnerName(), 4712);
      await().untilAsserted(() -> assertThat(journal()).doesNotExist());
      assertThat(rig.events)
          .filteredOn(event -> event.stage() == Stage.RECOVERED)
          .extracting(JobEvent::detail)
          .containsExactly("took off the bus that " + rig.runnerName() + " completed job 4712");
    }
  }

  @Test
  void completionThatWasHeardIsNotLookedFor() throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, LONG).limit(Limit.LINGER, LONG);
      rig.onEvent =
          event -> {
            if (event.stage() == Stage.RUNNER_RAN) {
              rig.complete(ExecutorRig.JOB);
            }
          };
      rig.queueJob().start();
      awaitEnd(rig);
      assertThat(journal()).doesNotExist();
      assertThat(rig.bus.consumersOf(session(rig.runnerName()))).isEqualTo(1);
    }
  }

  @Test
  void nextExecutorGoesOnLooking() throws Exception {
    String runner;
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      assertThat(rig.limit(Limit.LATE_COMPLETION, LONG).queueJob().run()).isEqualTo(ExitCode.OK);
      runner = rig.runnerName();
    }
    assertThat(journal()).content().contains("completion.0.runner=" + runner);
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.limit(Limit.LATE_COMPLETION, LONG).complete(4712, runner).start();
      await()
          .untilAsserted(
              () -> assertThat(rig.bus.settlements()).containsExactly(taken(runner, 4712)));
    }
  }

  @Test
  void completionOfTheRunnerOfAnExecutorThatDiedIsTaken() throws Exception {
    Journal journal = new Journal(Files.createDirectories(directory.resolve("work")));
    journal.begin(
        new JournalEntry(1, new RepositoryRef(7, "o", "r"), ANOTHER, false, false, List.of()));
    journal.change(e -> e.with(new Trace("mark", true, Optional.empty(), Optional.empty())));
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.limit(Limit.LATE_COMPLETION, LONG).complete(1, ANOTHER).start();
      await()
          .untilAsserted(
              () -> assertThat(rig.bus.settlements()).containsExactly(taken(ANOTHER, 1)));
      await().untilAsserted(() -> assertThat(journal()).doesNotExist());
    }
  }

  @Test
  void completionThatTheBrokerForgotToBeTakenIsTakenAgain() throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, Duration.ofMillis(400));
      rig.github.says("completed", ANOTHER);
      rig.queueJob().complete(ExecutorRig.JOB, ANOTHER).start();
      awaitEnd(rig);
      assertThat(rig.bus.at(session(ANOTHER))).as("its executor may be at it").hasSize(1);
      await()
          .untilAsserted(
              () -> assertThat(rig.bus.settlements()).contains(taken(ANOTHER, ExecutorRig.JOB)));
    }
  }

  @Test
  void oneThatIsLookedForLaterDoesNotKeepTheNextFromBeingLookedForNow() throws Exception {
    new Journal(Files.createDirectories(directory.resolve("work")))
        .expect(new Expected(ANOTHER, Instant.now().plus(LONG), Instant.now().plus(LONG)));
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, LONG).queueJob().start();
      awaitEnd(rig);
      rig.complete(4712);
      awaitTaken(rig, rig.runnerName(), 4712);
      await()
          .untilAsserted(
              () ->
                  assertThat(journal())
                      .content()
                      .contains(ANOTHER)
                      .doesNotContain(rig.runnerName()));
    }
  }

  @Test
  void somethingElseInTheSessionDoesNotEndTheSearch() throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, LONG).queueJob().start();
      awaitEnd(rig);
      rig.sendTo(rig.runnerName(), "nonsense");
      await()
          .untilAsserted(() -> assertThat(rig.bus.at(session(rig.runnerName()) + "!")).hasSize(1));
      rig.complete(4712);
      awaitTaken(rig, rig.runnerName(), 4712);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-lasting-runner", ""})
  void runnersOfNoExecutorAreLeftAlone(String runner) throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.loop().limit(Limit.LATE_COMPLETION, Duration.ofMillis(1));
      rig.github.says("completed", runner);
      rig.queueJob().start();
      awaitEnd(rig);
      assertThat(journal()).doesNotExist();
    }
  }

  @Test
  void whatNeverComesIsGivenUpOnlyOnceTheBusHasAnswered() throws Exception {
    try (ExecutorRig rig = new ExecutorRig(directory)) {
      rig.bus.fail("check", 5, () -> new BusException.Unavailable("away"));
      rig.loop().limit(Limit.LATE_COMPLETION, Duration.ofMillis(20)).queueJob().start();
      awaitEnd(rig);
      await()
          .untilAsserted(
              () -> {
                assertThat(rig.bus.faultsLeft("check")).isZero();
                assertThat(journal()).doesNotExist();
              });
    }
  }
}
