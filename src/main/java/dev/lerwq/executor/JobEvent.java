package dev.lerwq.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that an executor has done, or that happened to it.
 *
 * @param at when it was over
 * @param host which executor
 * @param stage what was done
 * @param outcome how it went
 * @param job for which job; empty if for none
 * @param took how long it took; zero for what takes no time
 * @param detail a sentence for a person that says why; may be empty, never holds a secret
 */
public record JobEvent(
    Instant at,
    String host,
    Stage stage,
    Outcome outcome,
    Optional<Job> job,
    Duration took,
    String detail) {

  public JobEvent {
    Objects.requireNonNull(at);
    Objects.requireNonNull(host);
    Objects.requireNonNull(stage);
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(job);
    Objects.requireNonNull(took);
    Objects.requireNonNull(detail);
  }

  /** What an executor does, in the usual order. */
  public enum Stage {
    /** It waits for messages. */
    WAITING,
    /** It has the lease of a job; {@code took} is the time that the message was on the bus. */
    LEASE_TAKEN,
    /** It asked GitHub whether the job still needs a runner. */
    JOB_CHECKED,
    /** {@code board_prepare} has run. */
    BOARD_PREPARED,
    /** It has a registration token. */
    TOKEN_GRANTED,
    /** {@code github_prepare configure} has run. */
    RUNNER_REGISTERED,
    /** {@code settings.json} is on the board. */
    SETTINGS_COPIED,
    /** The runner has been started. */
    RUNNER_STARTED,
    /** The runner has ended. */
    RUNNER_RAN,
    /** The bus said that the runner completed a job. */
    COMPLETION_SEEN,
    /** The runner idles although nothing is left for it. */
    RUNNER_IDLE,
    /** The message is no longer this executor's. */
    LEASE_LOST,
    /** It asked GitHub what became of the job. */
    JOB_JUDGED,
    /** The runner ran another job than the one that it was started for. */
    JOB_STOLEN,
    /** The message is settled, or could not be. */
    SETTLED,
    /** {@code github_prepare remove} has run. */
    RUNNER_REMOVED,
    /** The job is over for this executor; {@code took} is the time since the lease was taken. */
    JOB_ENDED,
    /** {@code board_shutdown} has run. */
    POWERED_DOWN,
    /** {@code board_prepare} has run before there was a job. */
    BOARD_PREWARMED,
    /** The board fails again and again: the slot leaves service. */
    QUARANTINED,
    /** A message that nobody can handle went to the dead letters. */
    MESSAGE_REFUSED,
    /** A request to leave service was answered. */
    SHUTDOWN_ANSWERED,
    /** The bus could not be used. */
    BUS_FAILED,
    /** Something that an earlier run left behind was cleaned up. */
    RECOVERED,
    /** A slot ended in a way that it should not; it starts again. */
    SLOT_BROKE_DOWN,
    /** A slot's deciding loop is stuck. */
    SLOT_HANGS
  }

  /** How it went. */
  public enum Outcome {
    OK,
    FAILED,
    /** There was nothing to do. */
    SKIPPED
  }

  /**
   * The job that an event is about.
   *
   * @param id the job's id at GitHub
   * @param repository {@code owner/name}
   * @param flavour its third label
   * @param runner the name of the runner that is, or would be, started for it
   * @param attempt how often its message has been handed out
   */
  public record Job(long id, String repository, String flavour, String runner, int attempt) {
    @Override
    public String toString() {
      return "job " + id + " of " + repository;
    }
  }
}
