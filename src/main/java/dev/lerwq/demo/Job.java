package dev.lerwq.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A make-believe job at one moment.
 *
 * @param takes how long it keeps its runner busy
 */
public record Job(
    long id,
    String owner,
    String repo,
    List<String> labels,
    Duration takes,
    Outcome outcome,
    Instant created,
    Progress progress) {

  /** How it goes once a runner has it. */
  public enum Outcome {
    SUCCESS,
    FAILURE,
    /** The runner breaks down in the middle of it. */
    CRASH
  }

  /**
   * How far it is.
   *
   * @param status {@code queued}, {@code waiting}, {@code in_progress} or {@code completed}
   * @param runs how many runners have begun it; more than one would be a fault
   */
  public record Progress(
      String status,
      Optional<String> conclusion,
      Optional<String> runner,
      OptionalLong runnerId,
      int runs,
      Optional<Instant> started,
      Optional<Instant> completed) {
    private static final Progress NONE =
        new Progress(
            "queued",
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            0,
            Optional.empty(),
            Optional.empty());
  }

  public Job {
    labels = List.copyOf(labels);
    Objects.requireNonNull(outcome);
  }

  static Job queued(long id, Repository at, List<String> labels, Duration takes, Outcome outcome) {
    return new Job(id, at.owner(), at.name(), labels, takes, outcome, Instant.now(), Progress.NONE);
  }

  /** {@code queued}, {@code waiting}, {@code in_progress} or {@code completed}. */
  public String status() {
    return progress.status();
  }

  /** How it ended; empty while it has not. */
  public Optional<String> conclusion() {
    return progress.conclusion();
  }

  /** Who has it or had it; empty if nobody. */
  public Optional<String> runner() {
    return progress.runner();
  }

  /** How many runners have begun it; more than one would be a fault. */
  public int runs() {
    return progress.runs();
  }

  boolean isOver() {
    return status().equals("completed");
  }

  /** Behind a gate, or in front of it again. */
  Job withStatus(String next) {
    Progress p = progress;
    return with(
        new Progress(next, p.conclusion, p.runner, p.runnerId, p.runs, p.started, p.completed));
  }

  Job startedBy(String runner, OptionalLong runnerId) {
    return with(
        new Progress(
            "in_progress",
            Optional.empty(),
            Optional.of(runner),
            runnerId,
            progress.runs + 1,
            Optional.of(Instant.now()),
            Optional.empty()));
  }

  Job endedWith(String how) {
    Progress p = progress;
    return with(
        new Progress(
            "completed",
            Optional.of(how),
            p.runner,
            p.runnerId,
            p.runs,
            p.started,
            Optional.of(Instant.now())));
  }

  private Job with(Progress next) {
    return new Job(id, owner, repo, labels, takes, outcome, created, next);
  }
}
