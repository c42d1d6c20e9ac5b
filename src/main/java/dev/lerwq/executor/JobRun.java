package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Lives the life of one job: performs the actions of {@link JobLifecycle} and feeds it what came of
 * them. One thread decides; the steps run on workers, one at a time.
 */
final class JobRun {
  private static final Logger LOG = Logger.getLogger(JobRun.class);

  private final ExecutorSettings settings;
  private final Bus bus;
  private final RunnerApi api;
  private final Lease lease;
  private final JobEvent.Job job;
  private final JobSteps steps;
  private final Workers workers;
  private final Reporter reporter;
  private final Pulse pulse;
  private final BlockingQueue<Arrival> mailbox = new LinkedBlockingQueue<>();
  private JobState state = JobState.initial();
  private boolean stolen;
  private int ticket;
  private Optional<Future<?>> step = Optional.empty();
  private Optional<Future<?>> linger = Optional.empty();
  private Optional<CompletionListener> completions = Optional.empty();
  private Optional<RunnerWatch> watch = Optional.empty();

  JobRun(
      ExecutorSettings settings,
      Bus bus,
      RunnerApi api,
      Lease lease,
      JobEvent.Job job,
      JobSteps steps,
      Workers workers,
      Reporter reporter,
      Pulse pulse) {
    this.settings = settings;
    this.bus = bus;
    this.api = api;
    this.lease = lease;
    this.job = job;
    this.steps = steps;
    this.workers = workers;
    this.reporter = reporter;
    this.pulse = pulse;
  }

  /**
   * @param ticket the step that it came from; empty if from none
   * @param why what to say of it; empty if it has been reported
   */
  private record Arrival(Signal signal, Optional<Integer> ticket, String why) {}

  /**
   * Lives to the end, and leaves nothing behind.
   *
   * @return whether the job is done and the bus knows
   * @throws InterruptedException after the end, if the thread was interrupted on the way; an
   *     interrupt is a {@link Signal#STOP_NOW}
   */
  boolean live(CompletionStage<Void> stopNow) throws InterruptedException {
    boolean interrupted = false;
    try (LeaseKeeper keeper =
        new LeaseKeeper(lease, workers, settings.timeouts(), this::leaseLost)) {
      keeper.start();
      var unused = stopNow.thenRun(() -> post(Signal.STOP_NOW));
      enter(JobLifecycle.begin());
      while (!state.done()) {
        try {
          pulse.beat();
          Arrival next = mailbox.poll(Pulse.BEAT.toNanos(), TimeUnit.NANOSECONDS);
          if (next != null) {
            arrived(next);
          }
          if (state.phase().compareTo(Phase.SETTLING) > 0) {
            keeper.stop();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          post(Signal.STOP_NOW);
        }
      }
    } finally {
      completions.ifPresent(this::end);
      watch.ifPresent(RunnerWatch::close);
      steps.settingsFile().delete();
    }
    if (interrupted) {
      throw new InterruptedException("the executor was interrupted in " + job);
    }
    return state.succeeded();
  }

  private void arrived(Arrival arrival) {
    if (arrival.ticket().filter(from -> from != ticket).isPresent()) {
      return;
    }
    Phase before = state.phase();
    // While it is being settled, a lease ends one way or the other.
    if (arrival.signal() == Signal.LEASE_LOST && before.compareTo(Phase.SETTLING) < 0) {
      reporter.failed(Stage.LEASE_LOST, Duration.ZERO, arrival.why());
    }
    if (arrival.signal() == Signal.STOLEN || arrival.signal() == Signal.OTHER_JOB_COMPLETED) {
      noteStolen();
    }
    enter(JobLifecycle.next(state, arrival.signal()));
    LOG.debugf("%s: %s, %s: %s", job, before, arrival.signal(), state);
  }

  private void noteStolen() {
    if (!stolen) {
      stolen = true;
      reporter.ok(Stage.JOB_STOLEN, Duration.ZERO, "its runner took another job");
    }
  }

  private void enter(Transition transition) {
    state = transition.state();
    transition.actions().forEach(this::perform);
    if (state.phase() != Phase.RUNNING) {
      watch.ifPresent(RunnerWatch::close);
    }
  }

  private void perform(Action action) {
    switch (action) {
      case ASK_WHETHER_NEEDED ->
          start(
              state.phase() == Phase.CHECKING
                  ? steps.askWhetherNeeded(handover())
                  : steps.askWhetherStillNeeded(),
              Signal.GITHUB_UNSURE);
      case ASK_WHETHER_RUN -> start(steps.askWhetherRun(), Signal.GITHUB_UNSURE);
      case PREPARE_BOARD -> start(steps.prepareBoard(), Signal.STEP_FAILED);
      case GET_TOKEN -> start(steps.enrolment().authorize(), Signal.STEP_FAILED);
      case CONFIGURE_RUNNER -> start(steps.enrolment().configure(), Signal.STEP_FAILED);
      case COPY_SETTINGS -> start(steps.enrolment().copy(), Signal.STEP_FAILED);
      case START_RUNNER -> startRunner();
      case END_SCRIPT ->
          steps.endScript(
              watch.isPresent() ? ProcessTree.Manner.INTERRUPT : ProcessTree.Manner.TERMINATE);
      case RECALL_RUNNER -> watch.ifPresent(RunnerWatch::recall);
      case CANCEL_STEP -> {
        ticket++;
        step.ifPresent(future -> future.cancel(true));
      }
      case START_LINGER ->
          linger =
              Optional.of(
                  workers.after(
                      settings.timeouts().of(Limit.LINGER), () -> post(Signal.LINGER_OVER)));
      case CANCEL_LINGER -> linger.ifPresent(timer -> timer.cancel(false));
      case SETTLE -> start(steps.settle(lease, state.verdict()), Signal.NOT_SETTLED);
      case REMOVE_RUNNER -> start(steps.enrolment().remove(), Signal.STEP_FAILED);
    }
  }

  /**
   * Where a message whose holder lost its connection is handed out at once, that holder may still
   * be ending what it has in hand.
   */
  private Duration handover() {
    boolean atOnce = !bus.capabilities().leasesExpire();
    return atOnce && job.attempt() > 1 ? settings.timeouts().of(Limit.HANDOVER) : Duration.ZERO;
  }

  private void startRunner() {
    completions =
        Optional.of(
            new CompletionListener(
                bus,
                settings.completeQueue(),
                job.runner(),
                workers,
                settings.timeouts(),
                this::completed));
    RunnerWatch idle =
        new RunnerWatch(
            api, steps.repository(), job, workers, settings.timeouts(), this::runnerIdle);
    watch = Optional.of(idle);
    idle.start();
    start(steps.run(), Signal.RUNNER_FAILED);
  }

  private void start(Callable<Signal> work, Signal onError) {
    int mine = ++ticket;
    step = Optional.of(workers.submit(() -> finish(work, onError, mine)));
  }

  private Void finish(Callable<Signal> work, Signal onError, int mine) {
    Signal signal;
    try {
      signal = work.call();
    } catch (InterruptedException e) {
      // Cancelled: the ticket is void, nobody waits for an answer.
      Thread.currentThread().interrupt();
      return null;
    } catch (Exception | Error e) {
      LOG.errorf(e, "%s: a step failed in a way that it should not", job);
      signal = onError;
    }
    mailbox.add(new Arrival(signal, Optional.of(mine), ""));
    return null;
  }

  private void post(Signal signal) {
    mailbox.add(new Arrival(signal, Optional.empty(), ""));
  }

  private void leaseLost(String why) {
    mailbox.add(new Arrival(Signal.LEASE_LOST, Optional.empty(), why));
  }

  private void end(CompletionListener listener) {
    listener.close();
    if (!listener.heard()) {
      steps.completionUnheard();
    }
  }

  private void completed(long completedJob) {
    boolean ours = completedJob == job.id();
    reporter.ok(
        Stage.COMPLETION_SEEN,
        Duration.ZERO,
        ours ? "" : "the runner completed job " + completedJob + ", not this one");
    post(ours ? Signal.OUR_JOB_COMPLETED : Signal.OTHER_JOB_COMPLETED);
  }

  private void runnerIdle(String why) {
    reporter.failed(Stage.RUNNER_IDLE, Duration.ZERO, why + "; it is taken down");
    post(Signal.RUNNER_IDLE);
  }
}
