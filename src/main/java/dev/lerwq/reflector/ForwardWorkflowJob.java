package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.Verdict;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.reflector.Decision.Channel;
import dev.lerwq.reflector.Decision.Outcome;
import dev.lerwq.reflector.Decision.Publication;
import java.util.List;

/** {@code workflow_job}: queued jobs to the work queue, completions to the runner's session. */
final class ForwardWorkflowJob implements EventHandler {
  private static final String SELF_HOSTED = "self-hosted";
  private static final int LABELS = 3;

  private final AllowList allowList;

  ForwardWorkflowJob(AllowList allowList) {
    this.allowList = allowList;
  }

  @Override
  public String event() {
    return "workflow_job";
  }

  @Override
  public Decision decide(Payload payload, Rules rules) throws BadPayloadException {
    payload.requireJob();
    List<String> labels = payload.requireLabels();
    if (!rules.hold(
        "the first label is " + SELF_HOSTED,
        !labels.isEmpty() && labels.get(0).equals(SELF_HOSTED),
        labels::toString)) {
      return Decision.ignored("ignored: the first label is not " + SELF_HOSTED);
    }
    if (!rules.hold("there are " + LABELS + " labels", labels.size() == LABELS, labels::toString)) {
      return Decision.ignored(
          "ignored: "
              + labels.size()
              + " labels, not the three of self-hosted, routing label, flavour");
    }
    GithubWorkflow job = read(payload, labels);
    Verdict verdict = allowList.decide(job.owner(), job.repo(), job.routingLabel());
    if (!rules.hold("the allow list has an entry", verdict.allowed(), () -> shown(verdict, job))) {
      return Decision.unauthorized(
          job.owner() + " " + job.repo() + " unauth for " + job.routingLabel());
    }
    return route(job, rules);
  }

  private static String shown(Verdict verdict, GithubWorkflow job) {
    if (verdict instanceof Verdict.Allowed allowed) {
      return allowed.by().toString();
    }
    return verdict instanceof Verdict.Unknown unknown
        ? unknown.reason()
        : "none for " + job.owner() + "/" + job.repo() + " and " + job.routingLabel();
  }

  private static GithubWorkflow read(Payload payload, List<String> labels)
      throws BadPayloadException {
    return new GithubWorkflow(
        payload.requireAction(),
        payload.job.conclusion,
        payload.job.runner,
        payload.requireJobId(),
        payload.requireInstallation(),
        payload.requireOwner(),
        payload.requireRepo(),
        payload.requireRepoHtmlUrl(),
        labels,
        new GithubWorkflow.Debug(payload.requireJob(), payload.sender.orElse("")));
  }

  private static Decision route(GithubWorkflow job, Rules rules) {
    OutboundMessage message = OutboundMessage.of(MessageCodec.encode(job));
    if (rules.hold(
        "a queued job goes to the work queue",
        job.action().equals(GithubWorkflow.QUEUED),
        () -> "the job is " + job.action())) {
      return Decision.publish(
          Outcome.QUEUED,
          "queued job " + job.id() + " for " + job.routingLabel(),
          new Publication(
              Channel.WORK_QUEUE,
              message.withId(MessageIds.queuedJob(job.id())).withSubject(job.routingLabel())),
          message);
    }
    if (rules.hold(
        "a completed job that had a runner goes to that runner's session",
        job.action().equals(GithubWorkflow.COMPLETED) && job.runner().isPresent(),
        () -> "the job is " + job.action() + ", its runner " + job.runner().orElse("none"))) {
      String runner = job.runner().get();
      return Decision.publish(
          Outcome.COMPLETED,
          "job " + job.id() + " completed on " + runner,
          new Publication(
              Channel.WORK_COMPLETE,
              message
                  .withId(MessageIds.completedJob(runner, job.id()))
                  .withSession(MessageIds.runnerSession(runner))),
          message);
    }
    return Decision.debugOnly("noted: job " + job.id() + " is " + job.action(), message);
  }
}
