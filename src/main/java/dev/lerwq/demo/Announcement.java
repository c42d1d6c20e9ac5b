package dev.lerwq.demo;

import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.RawJson;
import java.util.Optional;

/**
 * What a reflector would publish of a make-believe job, for where there is none between the
 * stand-in and the bus.
 */
public record Announcement(Destination destination, OutboundMessage message) {

  /**
   * Empty if it would publish nothing, but for a debug copy.
   *
   * @param action as {@link Watcher#jobChanged} has it
   * @param installation of the job's owner
   */
  public static Optional<Announcement> of(Job job, String action, long installation) {
    return switch (action) {
      case GithubWorkflow.QUEUED ->
          Optional.of(
              new Announcement(
                  Destination.topic("work-queue"),
                  message(job, action, installation)
                      .withId(MessageIds.queuedJob(job.id()))
                      .withSubject(job.labels().get(1))));
      case GithubWorkflow.COMPLETED ->
          job.runner()
              .map(
                  runner ->
                      new Announcement(
                          Destination.queue("work-complete"),
                          message(job, action, installation)
                              .withId(MessageIds.completedJob(runner, job.id()))
                              .withSession(MessageIds.runnerSession(runner))));
      default -> Optional.empty();
    };
  }

  private static OutboundMessage message(Job job, String action, long installation) {
    return OutboundMessage.of(
        MessageCodec.encode(
            new GithubWorkflow(
                action,
                action.equals(GithubWorkflow.COMPLETED) ? job.conclusion() : Optional.empty(),
                job.runner(),
                job.id(),
                installation,
                job.owner(),
                job.repo(),
                "https://github.com/" + job.owner() + "/" + job.repo(),
                job.labels(),
                new GithubWorkflow.Debug(RawJson.of("{}"), "octocat"))));
  }
}
