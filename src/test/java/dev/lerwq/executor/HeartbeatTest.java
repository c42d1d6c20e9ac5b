package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.executor.JobEvent.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {
  private static final String ALIVE = "alive";

  @TempDir Path directory;
  private final Told manager = new Told();
  private final Workers workers = new Workers("heartbeat-test");
  private final AtomicLong now = new AtomicLong();
  private final CountDownLatch released = new CountDownLatch(1);
  private ExecutorRig rig;
  private final List<SlotRun> slots = new ArrayList<>();
  private Heartbeat heartbeat;

  /** Writes down what it is told. */
  private static final class Told implements Supervisor {
    private final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void ready() {
      words.add("ready");
    }

    @Override
    public void status(String line) {
      words.add(line);
    }

    @Override
    public void alive() {
      words.add(ALIVE);
    }

    @Override
    public void stopping() {
      words.add("stopping");
    }

    @Override
    public Optional<Duration> watchdog() {
      return Optional.of(Duration.ofHours(1));
    }
  }

  @BeforeEach
  void assemble() {
    rig = new ExecutorRig(directory).loop();
  }

  @AfterEach
  void takeApart() {
    released.countDown();
    slots.forEach(SlotRun::stopNow);
    slots.forEach(slot -> await().until(() -> slot.ended().isDone()));
    workers.close();
    rig.close();
  }

  @Test
  void slotsThatWaitAreReadyAndAlive() {
    start("a", "b");
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 2);
    heartbeat.beat();
    heartbeat.beat();
    heartbeat.close();
    assertThat(manager.words).containsExactly("ready", "2 waiting", ALIVE, ALIVE, "stopping");
  }

  @Test
  void nobodyIsReadyBeforeEverySlotIsUp() {
    prepare("a", "b");
    slots.get(0).start();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 1);
    heartbeat.beat();
    assertThat(manager.words).doesNotContain("ready");
    slots.get(1).start();
    await().until(() -> rig.bus.pendingReceives(ExecutorRig.WORK) == 2);
    heartbeat.beat();
    assertThat(manager.words).contains("ready");
  }

  @Test
  void slotAtALongJobIsAliveAsLongAsItsLoopTurns() {
    rig.runner("touch $RIG/running; sleep 600").queueJob();
    start("a");
    await().until(() -> Files.exists(directory.resolve("running")));
    now.addAndGet(Pulse.BEAT.plus(Pulse.ALLOWANCE).toNanos());
    heartbeat.beat();
    assertThat(manager.words).contains(ALIVE, "1 at work");
  }

  @Test
  void slotThatHangsIsToldOfOnceAndTheWatchdogHearsNoMore() {
    start("a");
    hang();
    heartbeat.beat();
    heartbeat.beat();
    assertThat(manager.words).contains("1 hanging").doesNotContain(ALIVE);
    assertThat(rig.failures()).filteredOn(f -> f.startsWith("SLOT_HANGS")).hasSize(1);
  }

  @Test
  void processIsNotReplacedUnderAnotherSlotsJob() throws Exception {
    start("a");
    hang();
    rig.runner("touch $RIG/running; while [ ! -e $RIG/stop ]; do sleep 0.02; done").queueJob();
    SlotRun healthy = slot("b", new Pulse());
    slots.add(healthy);
    heartbeat = new Heartbeat(slots, manager, workers);
    healthy.start();
    await().until(() -> Files.exists(directory.resolve("running")));
    heartbeat.beat();
    assertThat(manager.words).contains(ALIVE, "1 at work, 1 hanging");
    manager.words.clear();
    Files.createFile(directory.resolve("stop"));
    assertThat(healthy.ended().get()).as("drained, so that it takes no more").isZero();
    heartbeat.beat();
    assertThat(manager.words).doesNotContain(ALIVE);
    assertThat(rig.stages()).contains(Stage.SETTLED);
  }

  /** Has the slot stuck in the middle of its loop, as a library that never returns does. */
  private void hang() {
    rig.onEvent =
        event -> {
          if (event.stage() == Stage.MESSAGE_REFUSED) {
            stuck();
          }
        };
    rig.queue("x", new byte[] {'x'});
    await().until(() -> rig.stages().contains(Stage.MESSAGE_REFUSED));
    now.addAndGet(Duration.ofHours(1).toNanos());
  }

  private void stuck() {
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        // It cannot be had out of it.
      }
    }
  }

  private void start(String... names) {
    prepare(names);
    slots.forEach(SlotRun::start);
  }

  private void prepare(String... names) {
    for (String name : names) {
      slots.add(slot(name, new Pulse(now::get)));
    }
    heartbeat = new Heartbeat(slots, manager, workers);
  }

  private SlotRun slot(String name, Pulse pulse) {
    ExecutorSettings settings = rig.settings("board-" + name, directory.resolve("work-" + name));
    return new SlotRun(
        settings,
        own ->
            new Executor(
                settings, rig.bus, rig.github, rig::observe, rig.handlers, rig.stdio(), own),
        workers,
        new Reporter(settings.host(), rig::observe),
        true,
        () -> false,
        pulse);
  }
}
