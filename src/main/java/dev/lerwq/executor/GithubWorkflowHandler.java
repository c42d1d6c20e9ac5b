package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.EphemeralName;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Runs a runner for a job that waits for one. */
final class GithubWorkflowHandler implements MessageHandler {
  private final ExecutorSettings settings;
  private final Programs programs;
  private final Bus bus;
  private final RunnerApi api;
  private final Script.Stdio stdio;
  private final Journal journal;
  private final Debts debts;
  private final LateCompletions completions;
  private final Workers workers;
  private final Reporter reporter;
  private final Clock clock;
  private final Board board;
  private final Pulse pulse;

  GithubWorkflowHandler(
      ExecutorSettings settings,
      Programs programs,
      Bus bus,
      RunnerApi api,
      Script.Stdio stdio,
      Journal journal,
      Debts debts,
      LateCompletions completions,
      Workers workers,
      Reporter reporter,
      Clock clock,
      Board board,
      Pulse pulse) {
    this.settings = settings;
    this.programs = programs;
    this.bus = bus;
    this.api = api;
    this.stdio = stdio;
    this.journal = journal;
    this.debts = debts;
    this.completions = completions;
    this.workers = workers;
    this.reporter = reporter;
    this.clock = clock;
    this.board = board;
    this.pulse = pulse;
  }

  @Override
  public String type() {
    return GithubWorkflow.TYPE;
  }

  /** {@inheritDoc} Only queued jobs are work; an event of another action is malformed here. */
  @Override
  public Handled handle(Lease lease, CompletionStage<Void> stopNow)
      throws MalformedMessageException, InterruptedException {
    if (!(MessageCodec.decode(lease.message().body()) instanceof GithubWorkflow message)) {
      throw new MalformedMessageException("the body is not a " + type());
    }
    if (!message.action().equals(GithubWorkflow.QUEUED)) {
      throw new MalformedMessageException(
          "only queued jobs are work for an executor, this one has another action");
    }
    Instant now = clock.instant();
    JobEvent.Job job =
        new JobEvent.Job(
            message.id(),
            message.fullName(),
            message.flavour(),
            new EphemeralName(settings.host(), now, message.id()).toString(),
            lease.message().attempt());
    Reporter about = reporter.about(job);
    about.ok(
        Stage.LEASE_TAKEN,
        waited(lease.message(), now),
        "labels " + message.labels() + ", attempt " + job.attempt());
    return Handled.job(run(lease, message, job, about, stopNow));
  }

  private int run(
      Lease lease,
      GithubWorkflow message,
      JobEvent.Job job,
      Reporter about,
      CompletionStage<Void> stopNow)
      throws InterruptedException {
    long begun = System.nanoTime();
    boolean done = false;
    boolean lived = false;
    journal.begin(
        new JournalEntry(
            message.id(),
            new RepositoryRef(message.installation(), message.owner(), message.repo()),
            job.runner(),
            false,
            false,
            List.of()));
    try (ScriptSet scripts =
        new ScriptSet(settings, stdio, trace -> journal.change(entry -> entry.with(trace)))) {
      JobSteps steps =
          new JobSteps(
              new JobContext(
                  settings,
                  programs,
                  message,
                  job,
                  api,
                  scripts,
                  journal,
                  debts,
                  completions,
                  board,
                  about));
      done = new JobRun(settings, bus, api, lease, job, steps, workers, about, pulse).live(stopNow);
      lived = true;
    } catch (InterruptedException e) {
      lived = true;
      throw e;
    } finally {
      if (lived) {
        journal.end();
      }
      about.report(
          Stage.JOB_ENDED,
          done ? JobEvent.Outcome.OK : JobEvent.Outcome.FAILED,
          Duration.ofNanos(System.nanoTime() - begun),
          "");
    }
    return done ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Duration waited(InboundMessage message, Instant now) {
    Duration waited = Duration.between(message.enqueuedAt(), now);
    boolean unknown = message.enqueuedAt().equals(Instant.EPOCH) || waited.isNegative();
    return unknown ? Duration.ZERO : waited;
  }
}
