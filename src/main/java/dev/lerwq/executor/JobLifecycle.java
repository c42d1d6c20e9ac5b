package dev.lerwq.executor;

import dev.lerwq.executor.JobState.Completion;
import dev.lerwq.executor.JobState.Verdict;

/**
 * The life of a job: from what state which event leads where, and what has to be done on the way.
 * Pure and total; an event that means nothing in a state changes nothing.
 *
 * <p>Whatever happens, a life ends in {@link Phase#DONE}, asks to settle at most once, and only
 * while the lease is held, and asks to remove the runner if it ever asked to configure one.
 */
final class JobLifecycle {
  private JobLifecycle() {}

  /** The beginning of a life. */
  static Transition begin() {
    return new Transition(JobState.initial(), Action.ASK_WHETHER_NEEDED);
  }

  static Transition next(JobState state, Signal signal) {
    return switch (state.phase()) {
      case CHECKING -> checking(state, signal, Phase.PREPARING, Action.PREPARE_BOARD);
      case RECHECKING -> checking(state, signal, Phase.REGISTERING, Action.GET_TOKEN);
      case PREPARING -> script(state, signal, Phase.RECHECKING, Action.ASK_WHETHER_NEEDED);
      case REGISTERING -> registering(state, signal);
      case CONFIGURING -> script(state, signal, Phase.COPYING, Action.COPY_SETTINGS);
      case COPYING -> script(state, signal, Phase.RUNNING, Action.START_RUNNER);
      case RUNNING -> running(state, signal);
      case WINDING_DOWN -> windingDown(state, signal);
      case STOPPING -> stopping(state, signal);
      case EXAMINING -> examining(state, signal);
      case LINGERING -> lingering(state, signal);
      case JUDGING -> judging(state, signal);
      case SETTLING -> settling(state, signal);
      case REMOVING -> removing(state, signal);
      case DONE -> new Transition(state);
    };
  }

  private static Transition checking(JobState state, Signal signal, Phase next, Action action) {
    return switch (signal) {
      case STILL_QUEUED, GITHUB_UNSURE -> new Transition(state.in(next), action);
      case NO_LONGER_QUEUED -> settle(state, Verdict.COMPLETE);
      case STOP_NOW -> settle(state, Verdict.ABANDON).after(Action.CANCEL_STEP);
      case LEASE_LOST -> cleanUp(state.withoutLease()).after(Action.CANCEL_STEP);
      default -> new Transition(state);
    };
  }

  private static Transition registering(JobState state, Signal signal) {
    return switch (signal) {
      case STEP_OK ->
          new Transition(state.in(Phase.CONFIGURING).withConfigured(), Action.CONFIGURE_RUNNER);
      case STEP_FAILED -> settle(state, Verdict.ABANDON);
      case GITHUB_AWAY -> settle(state, Verdict.RELEASE);
      case STOP_NOW -> settle(state, Verdict.ABANDON).after(Action.CANCEL_STEP);
      case LEASE_LOST -> cleanUp(state.withoutLease()).after(Action.CANCEL_STEP);
      default -> new Transition(state);
    };
  }

  private static Transition script(JobState state, Signal signal, Phase next, Action action) {
    return switch (signal) {
      case STEP_OK -> new Transition(state.in(next), action);
      case STEP_FAILED -> settle(state, Verdict.ABANDON);
      case GITHUB_AWAY -> settle(state, Verdict.RELEASE);
      case STOP_NOW -> stop(state.withVerdict(Verdict.ABANDON));
      case LEASE_LOST -> stop(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition running(JobState state, Signal signal) {
    return switch (signal) {
      case RUNNER_OK ->
          new Transition(state.withRunnerOk(true).in(Phase.LINGERING), Action.START_LINGER);
      case RUNNER_FAILED ->
          new Transition(state.withRunnerOk(false).in(Phase.EXAMINING), Action.ASK_WHETHER_RUN);
      case OUR_JOB_COMPLETED, OTHER_JOB_COMPLETED ->
          new Transition(completed(state, signal).in(Phase.WINDING_DOWN), Action.START_LINGER);
      case RUNNER_IDLE -> stop(state.withJudgeAfterStop(true));
      case STOP_NOW -> stop(state.withVerdict(Verdict.ABANDON));
      // One that has begun a job is left to finish; one that has not must not begin ours now.
      case LEASE_LOST -> new Transition(state.withoutLease(), Action.RECALL_RUNNER);
      default -> new Transition(state);
    };
  }

  private static Transition windingDown(JobState state, Signal signal) {
    return switch (signal) {
      case RUNNER_OK, RUNNER_FAILED ->
          afterCompletion(state.withRunnerOk(signal == Signal.RUNNER_OK))
              .after(Action.CANCEL_LINGER);
      case LINGER_OVER ->
          ours(state)
              ? stop(state.withVerdict(Verdict.COMPLETE))
              : stop(state.withJudgeAfterStop(true));
      case STOP_NOW ->
          stop(state.withVerdict(ours(state) ? Verdict.COMPLETE : Verdict.ABANDON))
              .after(Action.CANCEL_LINGER);
      case OUR_JOB_COMPLETED -> new Transition(completed(state, signal));
      case LEASE_LOST -> new Transition(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition stopping(JobState state, Signal signal) {
    return switch (signal) {
      case STEP_OK, STEP_FAILED, GITHUB_AWAY, RUNNER_OK, RUNNER_FAILED -> stopped(state, signal);
      case OUR_JOB_COMPLETED, OTHER_JOB_COMPLETED -> new Transition(completed(state, signal));
      case STOP_NOW ->
          new Transition(
              state.verdict() == Verdict.UNDECIDED
                  ? state.withVerdict(Verdict.ABANDON).withJudgeAfterStop(false)
                  : state);
      case LEASE_LOST -> new Transition(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition stopped(JobState state, Signal signal) {
    JobState ended = state.withRunnerOk(signal == Signal.RUNNER_OK);
    if (ours(ended)) {
      return settle(ended, Verdict.COMPLETE);
    }
    if (ended.judgeAfterStop() && ended.leaseHeld()) {
      return new Transition(ended.in(Phase.JUDGING), Action.ASK_WHETHER_RUN);
    }
    return settle(ended, Verdict.ABANDON);
  }

  private static Transition examining(JobState state, Signal signal) {
    return switch (signal) {
      case STILL_QUEUED -> settle(state, Verdict.ABANDON);
      case STOLEN, NO_LONGER_QUEUED, GITHUB_UNSURE -> {
        if (state.completion() == Completion.NONE) {
          yield new Transition(state.in(Phase.LINGERING), Action.START_LINGER);
        }
        yield judging(state, signal);
      }
      case RUNNER_IDLE -> new Transition(withoutCompletion(state));
      case OUR_JOB_COMPLETED ->
          settle(completed(state, signal), Verdict.COMPLETE).after(Action.CANCEL_STEP);
      case OTHER_JOB_COMPLETED -> new Transition(completed(state, signal));
      case STOP_NOW -> settle(state, Verdict.ABANDON).after(Action.CANCEL_STEP);
      case LEASE_LOST -> new Transition(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition lingering(JobState state, Signal signal) {
    return switch (signal) {
      case OUR_JOB_COMPLETED, OTHER_JOB_COMPLETED ->
          afterCompletion(completed(state, signal)).after(Action.CANCEL_LINGER);
      case LINGER_OVER -> new Transition(state.in(Phase.JUDGING), Action.ASK_WHETHER_RUN);
      case RUNNER_IDLE ->
          new Transition(withoutCompletion(state).in(Phase.JUDGING), Action.ASK_WHETHER_RUN)
              .after(Action.CANCEL_LINGER);
      case STOP_NOW -> settle(state, Verdict.ABANDON).after(Action.CANCEL_LINGER);
      case LEASE_LOST -> new Transition(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition judging(JobState state, Signal signal) {
    return switch (signal) {
      case STILL_QUEUED ->
          settle(state, state.completion() == Completion.OTHER ? Verdict.RELEASE : Verdict.ABANDON);
      case STOLEN -> settle(state, Verdict.RELEASE);
      case NO_LONGER_QUEUED -> settle(state, Verdict.COMPLETE);
      // Without GitHub the predecessor's rule holds: exit code 0 or a completion is success.
      case GITHUB_UNSURE ->
          settle(
              state,
              state.runnerOk() || completionSeen(state) ? Verdict.COMPLETE : Verdict.ABANDON);
      case OUR_JOB_COMPLETED ->
          settle(completed(state, signal), Verdict.COMPLETE).after(Action.CANCEL_STEP);
      case OTHER_JOB_COMPLETED -> new Transition(completed(state, signal));
      case STOP_NOW -> settle(state, Verdict.ABANDON).after(Action.CANCEL_STEP);
      case LEASE_LOST -> new Transition(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition settling(JobState state, Signal signal) {
    return switch (signal) {
      case SETTLED -> cleanUp(state.withSettled());
      case NOT_SETTLED -> cleanUp(state.withoutLease());
      default -> new Transition(state);
    };
  }

  private static Transition removing(JobState state, Signal signal) {
    return switch (signal) {
      case STEP_OK, STEP_FAILED -> new Transition(state.in(Phase.DONE));
      default -> new Transition(state);
    };
  }

  private static Transition afterCompletion(JobState state) {
    return ours(state)
        ? settle(state, Verdict.COMPLETE)
        : new Transition(state.in(Phase.JUDGING), Action.ASK_WHETHER_RUN);
  }

  private static Transition stop(JobState state) {
    return new Transition(state.in(Phase.STOPPING), Action.END_SCRIPT);
  }

  private static Transition settle(JobState state, Verdict verdict) {
    JobState decided = state.withVerdict(verdict);
    return state.leaseHeld()
        ? new Transition(decided.in(Phase.SETTLING), Action.SETTLE)
        : cleanUp(decided);
  }

  private static Transition cleanUp(JobState state) {
    return state.configured()
        ? new Transition(state.in(Phase.REMOVING), Action.REMOVE_RUNNER)
        : new Transition(state.in(Phase.DONE));
  }

  private static JobState completed(JobState state, Signal signal) {
    return ours(state) || signal == Signal.OUR_JOB_COMPLETED
        ? state.withCompletion(Completion.OURS)
        : state.withCompletion(Completion.OTHER);
  }

  private static JobState withoutCompletion(JobState state) {
    return completionSeen(state) ? state : state.withCompletion(Completion.NEVER);
  }

  private static boolean completionSeen(JobState state) {
    return ours(state) || state.completion() == Completion.OTHER;
  }

  private static boolean ours(JobState state) {
    return state.completion() == Completion.OURS;
  }
}
