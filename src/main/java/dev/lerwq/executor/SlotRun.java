package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One slot beside others: its executor on a thread of its own, and a fresh one each time it breaks
 * down. Nothing that happens here reaches another slot.
 */
final class SlotRun {
  private static final int BROKE_DOWN = -1;
  private static final Logger LOG = Logger.getLogger(Executor.class);

  private final ExecutorSettings settings;
  private final Function<Pulse, Executor> executors;
  private final Workers workers;
  private final Reporter reporter;
  private final boolean restarts;
  private final BooleanSupplier hopeless;
  private final Pulse pulse;
  private final Resignation resignation;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final Thread thread;
  private Optional<Executor> current = Optional.empty();
  private boolean stoppedNow;
  private volatile boolean misconfigured;
  private volatile boolean leaving;

  /**
   * @param executors makes an executor, which shows that it is alive by this pulse
   * @param restarts whether one that broke down is replaced, or ends the slot
   * @param hopeless whether no slot of the process can work as it is configured
   */
  SlotRun(
      ExecutorSettings settings,
      Function<Pulse, Executor> executors,
      Workers workers,
      Reporter reporter,
      boolean restarts,
      BooleanSupplier hopeless) {
    this(settings, executors, workers, reporter, restarts, hopeless, new Pulse());
  }

  SlotRun(
      ExecutorSettings settings,
      Function<Pulse, Executor> executors,
      Workers workers,
      Reporter reporter,
      boolean restarts,
      BooleanSupplier hopeless,
      Pulse pulse) {
    this.settings = settings;
    this.executors = executors;
    this.workers = workers;
    this.reporter = reporter;
    this.restarts = restarts;
    this.hopeless = hopeless;
    this.pulse = pulse;
    this.resignation = new Resignation(settings.workdir());
    this.thread = new Thread(this::live, "slot-" + settings.host());
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  String host() {
    return settings.host();
  }

  /** Completes with one of {@link ExitCode}; never fails. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Whether it goes on for no other reason than that its configuration may be mended. */
  boolean misconfigured() {
    return misconfigured;
  }

  /** Whether it waits for a job, has one, or looks after what an earlier process has left. */
  boolean isUp() {
    return ended.isDone() || pulse.hasBegun();
  }

  /** Whether the loop that decides has not been heard of for too long. */
  boolean hangs() {
    return !ended.isDone() && pulse.late();
  }

  /** Whether a job would be kept waiting, or broken off, if it had to end now. */
  boolean busy() {
    return !ended.isDone() && running().filter(Executor::busy).isPresent();
  }

  /** What it is about, in a word or two. */
  String state() {
    if (ended.isDone()) {
      return "out of service";
    }
    return hangs() ? "hanging" : busy() ? "at work" : "waiting";
  }

  void report(Stage stage, String why) {
    reporter.failed(stage, Duration.ZERO, why);
  }

  /** Its word that it leaves; an executor that begins after it was given does not take jobs. */
  Resignation resignation() {
    return resignation;
  }

  /** Drains, and ends with {@link ExitCode#SHUTDOWN} then, whatever became of its job. */
  void leave() {
    leaving = true;
    stop();
  }

  /** As {@link Executor#stop}. */
  void stop() {
    stop.complete(null);
    running().ifPresent(Executor::stop);
  }

  /** As {@link Executor#stopNow}. */
  void stopNow() {
    synchronized (this) {
      stoppedNow = true;
    }
    stop();
    running().ifPresent(Executor::stopNow);
  }

  private synchronized Optional<Executor> running() {
    return current;
  }

  private void live() {
    int exit = ExitCode.FAILED;
    try {
      exit = liveOn();
    } catch (InterruptedException e) {
      LOG.warnf("%s: interrupted", host());
    } finally {
      pulse.rest();
      ended.complete(leaving ? ExitCode.SHUTDOWN : exit);
    }
  }

  private int liveOn() throws InterruptedException {
    Backoff backoff = new Backoff(settings.timeouts());
    while (true) {
      long begun = System.nanoTime();
      misconfigured = false;
      int exit = runOnce();
      if (exit != BROKE_DOWN && exit != ExitCode.MISCONFIGURED) {
        return exit;
      }
      misconfigured = exit == ExitCode.MISCONFIGURED;
      if (!restarts || stop.isDone() || (misconfigured && hopeless.getAsBoolean())) {
        return misconfigured ? exit : ExitCode.FAILED;
      }
      Duration ran = Duration.ofNanos(System.nanoTime() - begun);
      if (ran.compareTo(settings.timeouts().of(Limit.STEADY)) > 0) {
        backoff = new Backoff(settings.timeouts());
      }
      Duration pause = backoff.next();
      LOG.warnf("%s: starts again in %s", host(), Script.seconds(pause));
      pulse.beatWithin(pause);
      Waits.until(stop, pause);
    }
  }

  private int runOnce() throws InterruptedException {
    try {
      return begin().run(workers);
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "%s: the slot broke down", host());
      reporter.failed(Stage.SLOT_BROKE_DOWN, Duration.ZERO, e.toString());
      return BROKE_DOWN;
    }
  }

  private synchronized Executor begin() {
    Executor executor = executors.apply(pulse);
    current = Optional.of(executor);
    if (stop.isDone()) {
      executor.stop();
    }
    if (stoppedNow) {
      executor.stopNow();
    }
    return executor;
  }
}
