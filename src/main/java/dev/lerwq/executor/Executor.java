package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.RunnerApi;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * One slot: takes one message at a time from the bus and hands it to the handler of its type. Run
 * it once.
 *
 * <p>A message that no handler understands is dead-lettered and does not count as a job.
 */
public final class Executor {
  private static final Logger LOG = Logger.getLogger(Executor.class);

  /** Why a message that makes no sense is dead-lettered. */
  static final String MALFORMED = "MalformedMessage";

  /** Why a message that nobody handles is dead-lettered. */
  static final String UNKNOWN_TYPE = "UnknownType";

  private final ExecutorSettings settings;
  private final Bus bus;
  private final RunnerApi api;
  private final Reporter reporter;
  private final List<MessageHandler> extraHandlers;
  private final Script.Stdio stdio;
  private final Pulse pulse;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final AtomicReference<CompletableFuture<Void>> current =
      new AtomicReference<>(new CompletableFuture<>());
  private volatile boolean stoppedNow;
  private volatile boolean busy;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Board board;
  private final Resignation resignation;

  /** An executor that handles GitHub's jobs and requests to shut down. */
  public Executor(ExecutorSettings settings, Bus bus, RunnerApi api, JobObserver observer) {
    this(settings, bus, api, observer, List.of());
  }

  /**
   * @param extraHandlers for further types of message
   */
  public Executor(
      ExecutorSettings settings,
      Bus bus,
      RunnerApi api,
      JobObserver observer,
      List<MessageHandler> extraHandlers) {
    this(settings, bus, api, observer, extraHandlers, Script.Stdio.INHERIT, new Pulse());
  }

  Executor(
      ExecutorSettings settings,
      Bus bus,
      RunnerApi api,
      JobObserver observer,
      List<MessageHandler> extraHandlers,
      Script.Stdio stdio,
      Pulse pulse) {
    this.settings = settings;
    this.bus = bus;
    this.api = api;
    this.reporter = new Reporter(settings.host(), observer);
    this.extraHandlers = List.copyOf(extraHandlers);
    this.stdio = stdio;
    this.pulse = pulse;
    this.board = new Board(settings, Clock.systemUTC());
    this.resignation = new Resignation(settings.workdir());
  }

  /**
   * Everything that is wrong with the scripts and the working directory, one line each; empty if
   * {@link #run} can do its work.
   */
  public static List<String> problems(ExecutorSettings settings) {
    List<String> problems = new ArrayList<>();
    Programs.of(settings, problems);
    return List.copyOf(problems);
  }

  /**
   * Takes messages until one job is over (or for ever, in a loop), a shutdown message came, or it
   * is stopped. What an executor that died has left is undone first; and if that one had said that
   * it leaves service, this one takes no message.
   *
   * @return one of {@link ExitCode}
   * @throws InterruptedException if the thread is interrupted; what was begun has been undone
   * @throws IllegalStateException if it has been run before
   */
  public int run() throws InterruptedException {
    try (Workers workers = new Workers("executor-" + settings.host())) {
      int code = run(workers);
      if (code == ExitCode.SHUTDOWN) {
        resignation.lapse();
      }
      return code;
    }
  }

  /** The same on threads that others use as well; the word that it leaves is theirs to end. */
  int run(Workers workers) throws InterruptedException {
    if (!begun.compareAndSet(false, true)) {
      throw new IllegalStateException("an executor runs once");
    }
    List<String> problems = new ArrayList<>();
    Optional<Programs> programs = Programs.of(settings, problems);
    if (programs.isEmpty()) {
      problems.forEach(LOG::error);
      return ExitCode.MISCONFIGURED;
    }
    try (Journal journal = new Journal(settings.workdir());
        Debts debts = new Debts(api, journal, workers, settings.timeouts(), reporter);
        LateCompletions completions =
            new LateCompletions(settings, bus, journal, workers, reporter)) {
      Recovery recovery =
          new Recovery(
              settings, programs.get(), api, stdio, reporter, debts, completions, stop, pulse);
      recovery.run(journal);
      debts.resume();
      completions.resume();
      if (resignation.given()) {
        LOG.infof("%s: stays out of service, as an earlier process had promised", settings.host());
        return ExitCode.SHUTDOWN;
      }
      return serve(
          programs.get(),
          journal,
          handlers(programs.get(), journal, debts, completions, workers),
          recovery);
    } finally {
      pulse.rest();
    }
  }

  /**
   * Drains: takes no further message. An executor that waits returns at once, with 0, and loses
   * nothing; a job that has begun is finished first. Idempotent; does not wait.
   */
  public void stop() {
    stop.complete(null);
  }

  /**
   * Like {@link #stop}, but a job that has begun is broken off: its processes are ended, its
   * message is given back, its runner removed. Idempotent; does not wait.
   */
  public void stopNow() {
    stoppedNow = true;
    stop();
    current.get().complete(null);
  }

  /** Whether it has a message in hand. */
  boolean busy() {
    return busy;
  }

  private List<MessageHandler> handlers(
      Programs programs,
      Journal journal,
      Debts debts,
      LateCompletions completions,
      Workers workers) {
    List<MessageHandler> all = new ArrayList<>(extraHandlers);
    all.add(
        new GithubWorkflowHandler(
            settings,
            programs,
            bus,
            api,
            stdio,
            journal,
            debts,
            completions,
            workers,
            reporter,
            Clock.systemUTC(),
            board,
            pulse));
    all.add(new ShutdownHandler(settings, bus, reporter, resignation));
    return all;
  }

  private int serve(
      Programs programs, Journal journal, List<MessageHandler> handlers, Recovery recovery)
      throws InterruptedException {
    Dispatcher dispatcher = new Dispatcher(settings, handlers, reporter, pulse);
    Backoff backoff = new Backoff(settings.timeouts());
    Parking parking = new Parking(settings, programs, stdio, board, journal, stop, pulse, reporter);
    while (!stop.isDone() && !board.condemned()) {
      // A fresh consumer each time: the last lease may be unsettled, and then blocks its consumer.
      try (Consumer consumer = bus.consume(settings.source())) {
        Optional<Lease> lease = parking.next(consumer);
        if (lease.isPresent()) {
          busy = true;
          Handled handled =
              dispatcher.dispatch(lease.get(), stopNowSignal(), () -> recovery.run(journal));
          if (over(handled, parking)) {
            return board.condemned() ? quarantine() : handled.exitCode();
          }
        }
        busy = false;
      } catch (ExecutionException e) {
        String why = String.valueOf(e.getCause().getMessage());
        reporter.failed(Stage.BUS_FAILED, Duration.ZERO, settings.source() + ": " + why);
        if (e.getCause() instanceof BusException.Misconfigured) {
          return ExitCode.MISCONFIGURED;
        }
        await(backoff.next());
      }
    }
    return board.condemned() ? quarantine() : ExitCode.OK;
  }

  private int quarantine() {
    reporter.failed(Stage.QUARANTINED, Duration.ZERO, board.condemn());
    return ExitCode.SHUTDOWN;
  }

  /** Whether there is nothing more to do after a message; else takes the pause that it asks for. */
  private boolean over(Handled handled, Parking parking) throws InterruptedException {
    if (handled.next() == Handled.Next.JOB_OVER) {
      parking.jobOver();
    }
    boolean goOn = !board.condemned() && goesOn(handled);
    if (goOn && handled.exitCode() != ExitCode.OK) {
      await(settings.timeouts().of(Limit.AFTER_FAILURE));
    }
    return !goOn;
  }

  private boolean goesOn(Handled handled) {
    return handled.next() == Handled.Next.WAIT
        || (handled.next() == Handled.Next.JOB_OVER && settings.loop() && !stop.isDone());
  }

  /** A fresh one for each message: a future keeps all that ever waited for it. */
  private CompletableFuture<Void> stopNowSignal() {
    CompletableFuture<Void> signal = new CompletableFuture<>();
    current.set(signal);
    if (stoppedNow) {
      signal.complete(null);
    }
    return signal;
  }

  private void await(Duration pause) throws InterruptedException {
    pulse.beatWithin(pause);
    Waits.until(stop, pause);
  }
}
