package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.executor.JobEvent.Outcome;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boards that fail, and boards that are prepared or powered down while there is no job. */
class BoardCareTest {
  private static final String JOB_ID = "githubQ-" + ExecutorRig.JOB;

  @TempDir Path directory;
  private final List<ExecutorRig> rigs = new ArrayList<>();
  private ExecutorRig rig;

  @BeforeEach
  void assemble() {
    rig = newRig();
  }

  @AfterEach
  void takeApart() {
    rigs.forEach(ExecutorRig::close);
  }

  private ExecutorRig newRig() {
    ExecutorRig made = new ExecutorRig(directory).limit(Limit.AFTER_FAILURE, Duration.ofMillis(5));
    rigs.add(made);
    return made;
  }

  @Test
  void boardThatFailsThreeTimesInARowLeavesServiceAndTheLastJobIsNotCounted() throws Exception {
    rig.loop().boardPrepare("exit 3").queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(rig.bus.settlements())
        .containsExactly(
            ExecutorRig.WORK + " abandon " + JOB_ID,
            ExecutorRig.WORK + " abandon " + JOB_ID,
            ExecutorRig.WORK + " release " + JOB_ID);
    assertThat(rig.bus.at(ExecutorRig.WORK)).singleElement().matches(m -> m.attempt() == 2);
    assertThat(rig.failures())
        .contains(
            "QUARANTINED: board_prepare has failed 3 times in a row (the last time it ended with"
                + " exit code 3): this slot takes no more jobs; see to its board, then start it"
                + " again");
  }

  @Test
  void failuresAreCountedOverRestartsAndAStartByHandGivesOneTry() throws Exception {
    rig.boardPrepare("exit 3");
    List<Integer> exits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      exits.add(newRig().queueJob().run());
    }
    assertThat(exits).containsExactly(1, 1, 42, 42);
    rig.boardPrepare("");
    assertThat(newRig().queueJob().run()).isZero();
    rig.boardPrepare("exit 3");
    assertThat(newRig().queueJob().run()).as("counted from one again").isEqualTo(1);
  }

  @Test
  void boardThatWorksInBetweenStays() throws Exception {
    rig.loop()
        .boardPrepare("echo x >> $RIG/n; [ $(wc -l < $RIG/n) = 3 ] || [ $(wc -l < $RIG/n) = 6 ]")
        .queueJob()
        .queueJob()
        .start();
    await()
        .until(
            () -> rig.bus.settlements().stream().filter(s -> s.contains("complete")).count() == 2);
    assertThat(rig.stages()).doesNotContain(Stage.QUARANTINED);
    assertThat(rig.workdir.resolve("board.properties")).doesNotExist();
  }

  @Test
  void withoutQuarantineTheBoardIsTriedAgainAndAgain() throws Exception {
    rig.loop().noQuarantine().boardPrepare("exit 1").queueJob().start();
    await().until(() -> rig.steps().size() > Board.TRIES + 1);
    assertThat(rig.running()).isTrue();
    assertThat(rig.bus.settlements()).allMatch(s -> s.contains(" abandon "));
  }

  @Test
  void preparationThatWasBrokenOffSaysNothingOfTheBoard() throws Exception {
    rig.boardPrepare("touch $RIG/preparing; sleep 600").queueJob().start();
    await().until(() -> Files.exists(directory.resolve("preparing")));
    rig.executor().stopNow();
    rig.exitCode();
    assertThat(rig.workdir.resolve("board.properties")).doesNotExist();
  }

  @Test
  void boardIsLeftAloneAfterAFailureAlsoByTheNextProcess() throws Exception {
    rig.boardPrepare("exit 1").queueJob().run();
    ExecutorRig next = newRig().limit(Limit.BOARD_RETRY, Duration.ofMinutes(9)).queueJob().start();
    await().until(() -> next.stages().contains(Stage.WAITING));
    assertThat(next.bus.pendingReceives(ExecutorRig.WORK)).isZero();
    next.executor().stop();
    assertThat(next.exitCode()).isZero();
    assertThat(next.bus.at(ExecutorRig.WORK)).hasSize(1);
  }

  @Test
  void pauseGrowsWithEachFailureUpToItsCap() {
    Board board =
        new Board(
            rig.loop().noQuarantine().limit(Limit.BOARD_RETRY, minutes(1)).settings(),
            Clock.systemUTC());
    assertThat(board.pause()).isZero();
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      board.prepared(new ScriptOutcome(ScriptOutcome.Kind.EXITED, 1, Duration.ZERO, "ended"));
      minutes.add(board.pause().plusSeconds(30).toMinutes());
    }
    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void prewarmedBoardIsNotPreparedAgainForItsJob() throws Exception {
    rig.prewarm("cheribsd").start();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    assertThat(rig.calls()).containsExactly("board_prepare cheribsd");
    rig.queueJob();
    assertThat(rig.exitCode()).isZero();
    assertThat(rig.steps()).startsWith("board_prepare", "github_prepare configure");
    assertThat(rig.events)
        .anyMatch(e -> e.stage() == Stage.BOARD_PREPARED && e.outcome() == Outcome.SKIPPED);
  }

  @Test
  void boardThatIsWarmForAnotherFlavourIsPrepared() throws Exception {
    rig.prewarm("freebsd").queueJob().run();
    assertThat(rig.calls()).startsWith("board_prepare freebsd", "board_prepare cheribsd");
  }

  @Test
  void eachJobGetsAFreshBoard() throws Exception {
    rig.loop().prewarm("cheribsd").queueJob().start();
    await().until(() -> rig.steps().stream().filter("board_prepare"::equals).count() == 2);
    assertThat(rig.steps())
        .containsExactly(
            "board_prepare",
            "github_prepare configure",
            "copy",
            "remotecmd",
            "github_prepare remove",
            "board_prepare");
  }

  @Test
  void prewarmedBoardIsPoweredDownWhenIdleAndThenStaysDown() throws Exception {
    rig.prewarm("cheribsd").limit(Limit.IDLE, Duration.ofMillis(50)).start();
    await().until(() -> rig.stages().contains(Stage.POWERED_DOWN));
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    assertThat(rig.steps()).containsOnlyOnce("board_shutdown").endsWith("board_shutdown");
    rig.queueJob();
    assertThat(rig.exitCode()).isZero();
    assertThat(rig.steps()).containsSubsequence("board_shutdown", "board_prepare", "copy");
  }

  @Test
  void boardThatCannotBePrewarmedTakesNoJobAndLeavesService() throws Exception {
    rig.prewarm("cheribsd").boardPrepare("exit 1").queueJob();
    assertThat(rig.run()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(rig.bus.settlements()).isEmpty();
    assertThat(rig.steps()).hasSize(Board.TRIES);
  }

  @Test
  void stopDuringPrewarmEndsTheScript() throws Exception {
    rig.prewarm("cheribsd").boardPrepare("touch $RIG/preparing; sleep 600").start();
    await().until(() -> Files.exists(directory.resolve("preparing")));
    rig.executor().stop();
    assertThat(rig.exitCode()).isZero();
    assertThat(rig.workdir.resolve("board.properties")).doesNotExist();
  }

  @Test
  void boardIsNotPoweredDownUnderAJobThatArrivesAtTheLastMoment() throws Exception {
    rig.limit(Limit.IDLE, Duration.ofMillis(1500)).queueJob();
    ExecutorSettings settings = rig.settings();
    CompletableFuture<Void> stop = new CompletableFuture<>();
    Parking parking =
        new Parking(
            settings,
            Programs.of(settings, new ArrayList<>()).orElseThrow(),
            rig.stdio(),
            new Board(settings, Clock.systemUTC()),
            new Journal(settings.workdir()),
            stop,
            new Pulse(),
            new Reporter("board7", rig::observe));
    Consumer consumer = rig.bus.consume(Source.subscription("work-queue", "msr-morello"));
    Optional<Lease> lease = parking.next(new Late(consumer));
    assertThat(lease).isPresent();
    assertThat(rig.steps()).isEmpty();
  }

  /** A consumer whose message comes after the wait is over, which the port allows. */
  private record Late(Consumer consumer) implements Consumer {
    @Override
    public CompletionStage<Optional<Lease>> receive(Duration wait) {
      return CompletableFuture.supplyAsync(
              () -> consumer.receive(Duration.ofSeconds(20)),
              CompletableFuture.delayedExecutor(wait.toMillis() + 30, TimeUnit.MILLISECONDS))
          .thenCompose(receive -> receive);
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
