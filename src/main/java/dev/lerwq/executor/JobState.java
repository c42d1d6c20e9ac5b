package dev.lerwq.executor;

/**
 * All that the life of a job remembers.
 *
 * @param phase where it is
 * @param leaseHeld whether the message is still ours to settle
 * @param configured whether a registration may exist that has to be removed
 * @param runnerOk whether the runner ended with exit code 0
 * @param completion which job the bus says our runner completed
 * @param verdict what to tell the bus
 * @param judgeAfterStop whether GitHub is asked for the verdict once the script has been ended
 * @param settled whether the bus has heard the verdict
 */
record JobState(
    Phase phase,
    boolean leaseHeld,
    boolean configured,
    boolean runnerOk,
    Completion completion,
    Verdict verdict,
    boolean judgeAfterStop,
    boolean settled) {

  enum Completion {
    /** None so far. */
    NONE,
    /** None, and none will come: the runner had no job. */
    NEVER,
    OURS,
    OTHER
  }

  /** How a message ends. */
  enum Verdict {
    UNDECIDED,
    /** The job needs no runner any more. */
    COMPLETE,
    /** It failed here: for another executor, one attempt counted. */
    ABANDON,
    /** It could not be helped: for another executor, with a fresh attempt. */
    RELEASE
  }

  /** A job whose message has just been leased. */
  static JobState initial() {
    return new JobState(
        Phase.CHECKING, true, false, false, Completion.NONE, Verdict.UNDECIDED, false, false);
  }

  boolean done() {
    return phase == Phase.DONE;
  }

  /** The job needs no runner any more, and the bus knows. */
  boolean succeeded() {
    return verdict == Verdict.COMPLETE && settled;
  }

  JobState in(Phase next) {
    return new JobState(
        next, leaseHeld, configured, runnerOk, completion, verdict, judgeAfterStop, settled);
  }

  JobState withoutLease() {
    return new JobState(
        phase, false, configured, runnerOk, completion, verdict, judgeAfterStop, settled);
  }

  JobState withConfigured() {
    return new JobState(
        phase, leaseHeld, true, runnerOk, completion, verdict, judgeAfterStop, settled);
  }

  JobState withRunnerOk(boolean value) {
    return new JobState(
        phase, leaseHeld, configured, value, completion, verdict, judgeAfterStop, settled);
  }

  JobState withCompletion(Completion value) {
    return new JobState(
        phase, leaseHeld, configured, runnerOk, value, verdict, judgeAfterStop, settled);
  }

  JobState withVerdict(Verdict value) {
    return new JobState(
        phase, leaseHeld, configured, runnerOk, completion, value, judgeAfterStop, settled);
  }

  JobState withJudgeAfterStop(boolean value) {
    return new JobState(
        phase, leaseHeld, configured, runnerOk, completion, verdict, value, settled);
  }

  JobState withSettled() {
    return new JobState(
        phase, leaseHeld, configured, runnerOk, completion, verdict, judgeAfterStop, true);
  }
}
