package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.executor.JobEvent.Outcome;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import dev.lerwq.message.WireMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsTest {
  /** A runner that ends once both slots have started theirs: alone it would wait for ever. */
  private static final String BOTH =
      "touch \"$RIG/running-$SLOT\";"
          + " while [ ! -e $RIG/running-a ] || [ ! -e $RIG/running-b ]; do sleep 0.02; done";

  private static final String UNTIL_STOPPED =
      "touch \"$RIG/running-$SLOT\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done";

  @TempDir Path directory;
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final List<String> statuses = new CopyOnWriteArrayList<>();
  private Supervisor supervisor = Supervisor.none();
  private ExecutorRig rig;
  private Slots slots;

  @BeforeEach
  void assemble() {
    rig = new ExecutorRig(directory);
    rig.handlers.add(handler("breaks", this::breaks));
    rig.handlers.add(handler("hangs", this::hangs));
  }

  @AfterEach
  void takeApart() {
    released.countDown();
    slots.stopNow();
    await().atMost(ExecutorRig.SOON).until(exit::isDone);
    rig.close();
  }

  @Test
  void eachSlotHasItsOwnNameDirectoryAndEnvironmentAndTheyWorkAtTheSameTime() throws Exception {
    rig.boardPrepare("echo \"$SLOT $PWD\" >> \"$RIG/boards\"").runner(BOTH);
    rig.queueJob().queueJob();
    start(Duration.ZERO, "a", "b");
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.lines("boards"))
        .containsExactlyInAnyOrder(
            "a " + directory.resolve("work-a"), "b " + directory.resolve("work-b"));
    assertThat(rig.calls().stream().filter(call -> call.startsWith("github_prepare configure")))
        .anyMatch(call -> call.contains(" ephemeral-board-a-"))
        .anyMatch(call -> call.contains(" ephemeral-board-b-"));
    assertThat(rig.events).extracting(JobEvent::host).contains("board-a", "board-b");
    assertThat(rig.bus.settlements()).hasSize(2).allMatch(s -> s.contains(" complete "));
  }

  @Test
  void slotThatBreaksDownStartsAgainAndTheOtherGoesOn() throws Exception {
    rig.loop().runner(BOTH).queue("x", bytes("{\"type\":\"breaks\"}"));
    start(Duration.ZERO, "a", "b");
    await().until(() -> rig.stages().contains(Stage.SLOT_BROKE_DOWN));
    await().until(() -> rig.bus.settlements().contains(ExecutorRig.WORK + " complete x"));
    assertThat(rig.bus.settlements()).contains(ExecutorRig.WORK + " abandon x");
    rig.queueJob().queueJob();
    await().until(() -> completed() == 2);
    assertThat(rig.bus.settlements()).filteredOn(s -> s.contains("githubQ")).hasSize(2);
    slots.stop();
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void slotThatHangsDoesNotKeepTheOtherFromWork() throws Exception {
    rig.loop().limit(Limit.UNDO, Duration.ofMillis(200));
    rig.queue("x", bytes("{\"type\":\"hangs\"}")).queueJob().queueJob();
    start(Duration.ZERO, "a", "b");
    await().until(() -> completed() == 2);
    slots.stop();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 0);
    assertThat(exit).as("a job may still end by itself").isNotDone();
    slots.stopNow();
    assertThat(exitCode()).as("it is left behind").isEqualTo(ExitCode.FAILED);
  }

  /** Long before the service manager would be told of it anyway. */
  @Test
  void serviceManagerHearsOfJobsAtOnce() throws Exception {
    supervisor = new Listening();
    rig.loop().runner(UNTIL_STOPPED);
    start(Duration.ZERO, "a");
    await().until(() -> statuses.contains("1 waiting"));
    rig.queueJob();
    await().until(() -> statuses.contains("1 at work"));
    Files.createFile(directory.resolve("stop"));
    await().until(() -> statuses.equals(List.of("1 waiting", "1 at work", "1 waiting")));
  }

  @Test
  void drainingLetsParkedSlotsLeaveAndJobsFinish() throws Exception {
    rig.loop().runner(UNTIL_STOPPED).queueJob();
    start(Duration.ofMinutes(5), "a", "b");
    await().until(() -> running() == 1);
    slots.stop();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 0);
    Files.createFile(directory.resolve("stop"));
    assertThat(exitCode()).isEqualTo(ExitCode.OK);
    assertThat(rig.bus.settlements())
        .containsExactly(ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
  }

  @Test
  void jobThatOutlastsTheDrainTimeoutIsBrokenOffAndGivenBack() throws Exception {
    rig.loop().runner(UNTIL_STOPPED).queueJob();
    start(Duration.ofMillis(100), "a", "b");
    await().until(() -> running() == 1);
    slots.stop();
    assertThat(exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(rig.bus.at(ExecutorRig.WORK)).hasSize(1);
    assertThat(rig.steps()).endsWith("github_prepare remove");
  }

  @Test
  void onceIsOneJobForEachSlotAndAFailureShowsInTheExitCode() throws Exception {
    rig.boardPrepare("[ $SLOT = b ] || exit 1").queueJob().queueJob();
    start(Duration.ZERO, "a", "b");
    assertThat(exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(jobsEnded()).extracting(JobEvent::host).contains("board-a", "board-b");
    assertThat(rig.bus.settlements())
        .containsExactlyInAnyOrder(
            ExecutorRig.WORK + " abandon githubQ-" + ExecutorRig.JOB,
            ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
  }

  @Test
  void slotWhoseBusIsMisconfiguredTriesAgainWhileAnotherWorks() throws Exception {
    rig.loop().runner(BOTH);
    rig.bus.fail("receive", 1, () -> new BusException.Misconfigured("no such entity"));
    start(Duration.ZERO, "a", "b");
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 2);
    rig.queueJob().queueJob();
    await().until(() -> completed() == 2);
  }

  @Test
  void processEndsWhenNoSlotCanWorkAsConfigured() throws Exception {
    rig.loop().bus.fail("receive", 1000, () -> new BusException.Misconfigured("no such entity"));
    start(Duration.ZERO, "a", "b");
    assertThat(exitCode()).isEqualTo(ExitCode.MISCONFIGURED);
  }

  @Test
  void namedSlotLeavesServiceAndNoOther() throws Exception {
    rig.loop();
    start(Duration.ZERO, "a", "b");
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 2);
    ask("board-a", false);
    assertThat(answer()).isEqualTo(new ShutdownReply("board-a"));
    assertThat(rig.bus.pendingReceives(ExecutorRig.WORK)).isEqualTo(1);
    rig.queueJob();
    await().until(() -> completed() == 1);
    assertThat(jobsEnded()).extracting(JobEvent::host).containsExactly("board-b");
    ask("board-b", true);
    assertThat(exitCode()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(rig.bus.at("work-complete#" + MessageIds.shutdownSession("board-b"))).isEmpty();
    assertThat(rig.bus.openConsumers()).isZero();
  }

  @Test
  void slotAtWorkAnswersAtOnceAndLeavesAfterItsJob() throws Exception {
    rig.loop().runner(UNTIL_STOPPED).queueJob();
    start(Duration.ZERO, "a");
    await().until(() -> running() == 1);
    ask("board-a", false);
    assertThat(answer()).isEqualTo(new ShutdownReply("board-a", true));
    rig.queueJob();
    Files.createFile(directory.resolve("stop"));
    assertThat(exitCode()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(completed()).isEqualTo(1);
    assertThat(rig.bus.at(ExecutorRig.WORK)).as("left to others").hasSize(1);
  }

  @Test
  void slotAtWorkAnswersAfterItsJobIfAskedTo() throws Exception {
    rig.runner(UNTIL_STOPPED).boardPrepare("").queueJob();
    start(Duration.ZERO, "a");
    await().until(() -> running() == 1);
    ask("board-a", true);
    await().until(() -> rig.bus.settlements().toString().contains("complete shutdown-request-u"));
    assertThat(rig.bus.at("work-complete#shutdown-u")).isEmpty();
    Files.createFile(directory.resolve("stop"));
    assertThat(exitCode()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(answer()).isEqualTo(new ShutdownReply("board-a"));
  }

  @Test
  void hostLeavesWithAllItsSlotsAlsoWhenItWasAskedBeforeItStarted() throws Exception {
    rig.loop();
    ask("board", false);
    start(Duration.ZERO, "a", "b");
    assertThat(exitCode()).isEqualTo(ExitCode.SHUTDOWN);
    assertThat(answer()).isEqualTo(new ShutdownReply("board"));
  }

  @Test
  void requestForAnotherHostAndNonsenseChangeNothing() throws Exception {
    rig.loop();
    start(Duration.ZERO, "a", "b");
    ask("other", false);
    send("board-a", bytes("tea"));
    await().until(() -> rig.bus.settlements().size() == 1);
    assertThat(rig.bus.settlements().get(0)).contains("deadLetter");
    assertThat(rig.bus.pendingReceives(ExecutorRig.WORK)).isEqualTo(2);
    assertThat(rig.bus.at("work-complete#" + MessageIds.shutdownSession("other"))).hasSize(1);
    ask("board-a", false);
    assertThat(answer()).isEqualTo(new ShutdownReply("board-a"));
  }

  @Test
  void namedRequestsAreHeardAgainWhenTheBusIsBack() throws Exception {
    rig.loop();
    rig.bus.fail("receive", 3, () -> new BusException.Unavailable("away"));
    start(Duration.ZERO, "a");
    ask("board-a", false);
    assertThat(answer()).isEqualTo(new ShutdownReply("board-a"));
  }

  private void ask(String name, boolean waits) {
    send(name, MessageCodec.encode(new Shutdown("u", Optional.of(name), waits)));
  }

  private void send(String name, byte[] body) {
    OutboundMessage request =
        OutboundMessage.of(body)
            .withId(MessageIds.namedShutdown("u"))
            .withSession(MessageIds.shutdownSession(name));
    rig.bus.publish(Destination.queue("work-complete"), request).toCompletableFuture().join();
  }

  private WireMessage answer() throws Exception {
    String session = "work-complete#shutdown-u";
    await().until(() -> !rig.bus.at(session).isEmpty());
    return MessageCodec.decode(rig.bus.at(session).get(0).body());
  }

  @Test
  void exitCodeIsTheSlotsIfTheyAgreeAndElseTheWorst() {
    start(Duration.ZERO, "a");
    assertThat(Slots.exitCode(List.of(42, 42))).isEqualTo(42);
    assertThat(Slots.exitCode(List.of(42, 0))).isZero();
    assertThat(Slots.exitCode(List.of(42, 1))).isEqualTo(1);
    assertThat(Slots.exitCode(List.of(1, 2, 0))).isEqualTo(2);
  }

  private void start(Duration drainTimeout, String... names) {
    List<ExecutorSettings> settings = new ArrayList<>();
    for (String name : names) {
      rig.environment("SLOT", name);
      settings.add(rig.settings("board-" + name, directory.resolve("work-" + name)));
    }
    slots =
        new Slots(
            "board",
            settings,
            rig.bus,
            rig.github,
            rig::observe,
            drainTimeout,
            supervisor,
            rig.stdio(),
            rig.handlers);
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
  }

  private int exitCode() throws Exception {
    return exit.get(ExecutorRig.SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private List<JobEvent> jobsEnded() {
    return rig.events.stream().filter(event -> event.stage() == Stage.JOB_ENDED).toList();
  }

  private long completed() {
    return jobsEnded().stream().filter(event -> event.outcome() == Outcome.OK).count();
  }

  private long running() {
    return List.of("a", "b").stream()
        .filter(name -> Files.exists(directory.resolve("running-" + name)))
        .count();
  }

  private Handled breaks(Lease lease) {
    if (broken.compareAndSet(false, true)) {
      throw new InternalError("as a virtual machine does at the end of its tether");
    }
    lease.complete().toCompletableFuture().join();
    return Handled.skipped();
  }

  private Handled hangs(Lease lease) {
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        // As a library that swallows interrupts does.
      }
    }
    return Handled.skipped();
  }

  private interface Does {
    Handled with(Lease lease);
  }

  private static MessageHandler handler(String type, Does does) {
    return new MessageHandler() {
      @Override
      public String type() {
        return type;
      }

      @Override
      public Handled handle(Lease lease, CompletionStage<Void> stopNow) {
        return does.with(lease);
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class Listening implements Supervisor {
    @Override
    public void ready() {}

    @Override
    public void status(String line) {
      statuses.add(line);
    }

    @Override
    public void alive() {}

    @Override
    public void stopping() {}

    @Override
    public Optional<Duration> watchdog() {
      return Optional.empty();
    }
  }
}
