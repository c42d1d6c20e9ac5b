package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The slots of one process. Each has an executor, a thread that decides, a journal and a working
 * directory of its own; they share the bus's connection, GitHub's client and the threads that
 * block. A slot that hangs or breaks down does not touch another. Run it once.
 */
public final class Slots {
  private static final Logger LOG = Logger.getLogger(Executor.class);

  private final String host;
  private final Departures departures;
  private final Heartbeat heartbeat;
  private final Duration drainTimeout;
  private final Workers workers = new Workers("executor");
  private final List<SlotRun> slots;
  private final CompletableFuture<Void> ended;
  private final CompletableFuture<Void> brokenOff = new CompletableFuture<>();
  private final Duration breakingOff;
  private final AtomicBoolean draining = new AtomicBoolean();
  private volatile boolean stopped;

  /**
   * @param host what the process as a whole is called; a single slot may have the same name
   * @param settings of each slot, at least one; hosts and working directories differ
   * @param drainTimeout how long jobs that have begun may go on after {@link #stop}; zero for as
   *     long as they take
   * @param supervisor is told how the slots are
   */
  public Slots(
      String host,
      List<ExecutorSettings> settings,
      Bus bus,
      RunnerApi api,
      JobObserver observer,
      Duration drainTimeout,
      Supervisor supervisor) {
    this(
        host,
        settings,
        bus,
        api,
        observer,
        drainTimeout,
        supervisor,
        stdio(settings.size()),
        List.of());
  }

  Slots(
      String host,
      List<ExecutorSettings> settings,
      Bus bus,
      RunnerApi api,
      JobObserver observer,
      Duration drainTimeout,
      Supervisor supervisor,
      Script.Stdio stdio,
      List<MessageHandler> extraHandlers) {
    JobObserver listeners = observer.and(event -> tellSoon());
    this.drainTimeout = drainTimeout;
    this.breakingOff = settings.get(0).timeouts().of(Limit.UNDO);
    this.slots =
        settings.stream()
            .map(
                slot ->
                    new SlotRun(
                        slot,
                        pulse ->
                            new Executor(slot, bus, api, listeners, extraHandlers, stdio, pulse),
                        workers,
                        new Reporter(slot.host(), observer),
                        settings.size() > 1 || slot.loop(),
                        this::hopeless))
            .toList();
    this.ended =
        CompletableFuture.allOf(
            slots.stream().map(SlotRun::ended).toArray(CompletableFuture<?>[]::new));
    this.host = host;
    this.heartbeat = new Heartbeat(slots, supervisor, workers);
    this.departures = new Departures(bus, settings.get(0), workers, new Reporter(host, observer));
  }

  private void tellSoon() {
    heartbeat.soon();
  }

  /** Several boards' runners cannot share one standard input. */
  private static Script.Stdio stdio(int slots) {
    return slots == 1 ? Script.Stdio.INHERIT : Script.Stdio.INHERIT.withoutInput();
  }

  /**
   * Runs all slots until each has ended. One that had said that it leaves service when an earlier
   * process was killed only cleans up; the word is kept once all slots have left, or the process
   * has been stopped.
   *
   * @return the slots' exit code where they agree; else {@link ExitCode#MISCONFIGURED} if any ended
   *     so, else {@link ExitCode#FAILED} if any did, else {@link ExitCode#DONE}
   * @throws InterruptedException if interrupted; what the slots had begun has been undone
   */
  public int run() throws InterruptedException {
    int code = runAll();
    if (code == ExitCode.SHUTDOWN || stopped) {
      // Whoever starts it again means it.
      slots.forEach(slot -> slot.resignation().lapse());
    }
    return code;
  }

  private int runAll() throws InterruptedException {
    try (workers;
        departures;
        heartbeat) {
      departures.resume(slots);
      slots.forEach(SlotRun::start);
      heartbeat.start();
      slots.forEach(slot -> departures.listen(slot.host(), List.of(slot)));
      if (slots.stream().noneMatch(slot -> slot.host().equals(host))) {
        departures.listen(host, slots);
      }
      try {
        await();
      } catch (InterruptedException e) {
        stopNow();
        await();
        throw e;
      }
      return exitCode(slots.stream().map(slot -> slot.ended().getNow(ExitCode.FAILED)).toList());
    }
  }

  /** Waits for all slots, but not for ever for one that does not end although it was broken off. */
  private void await() throws InterruptedException {
    Waits.until(CompletableFuture.anyOf(ended, brokenOff));
    if (!Waits.until(ended, breakingOff)) {
      LOG.errorf(
          "%s: does not end, and is left behind",
          slots.stream()
              .filter(slot -> !slot.ended().isDone())
              .map(SlotRun::host)
              .collect(Collectors.joining(", ")));
    }
  }

  /**
   * Drains: slots that wait leave at once, jobs that have begun are finished first, but after the
   * drain time-out broken off. Idempotent; does not wait.
   */
  public void stop() {
    stopped = true;
    LOG.info("draining: no further job is taken, and those that have begun are finished");
    slots.forEach(SlotRun::stop);
    if (!drainTimeout.isZero() && draining.compareAndSet(false, true)) {
      var unused = workers.after(drainTimeout, this::drainIsOver);
    }
  }

  private void drainIsOver() {
    LOG.warnf("jobs that have not ended within %s are broken off", Script.seconds(drainTimeout));
    stopNow();
  }

  /** Like {@link #stop}, but jobs that have begun are broken off. Idempotent; does not wait. */
  public void stopNow() {
    stopped = true;
    slots.forEach(SlotRun::stopNow);
    brokenOff.complete(null);
  }

  /** Whether no slot can work until somebody changes the configuration. */
  private boolean hopeless() {
    return slots.stream().allMatch(slot -> slot.ended().isDone() || slot.misconfigured());
  }

  static int exitCode(Collection<Integer> codes) {
    if (Set.copyOf(codes).size() == 1) {
      return codes.iterator().next();
    }
    return Stream.of(ExitCode.MISCONFIGURED, ExitCode.FAILED)
        .filter(codes::contains)
        .findFirst()
        .orElse(ExitCode.OK);
  }
}
