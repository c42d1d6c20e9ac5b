package dev.lerwq.chaos;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.demo.Job;
import dev.lerwq.demo.Runner;
import dev.lerwq.demo.Watcher;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.RawJson;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between GitHub and the bus as the reflector does, and is patient with the bus, as an
 * operator is who has lost webhooks delivered again. Keeps account of what GitHub announced.
 */
final class Announcements implements Watcher {
  private final Bus bus;
  private final long installation;
  private final Map<Long, Integer> completions = new ConcurrentHashMap<>();
  private final Set<String> runners = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unpublished = new AtomicInteger();
  private final AtomicInteger stolen = new AtomicInteger();

  Announcements(Bus bus, long installation) {
    this.bus = bus;
    this.installation = installation;
  }

  @Override
  public void jobChanged(Job job, String action) {
    if (action.equals(GithubWorkflow.QUEUED)) {
      publish(
          Destination.topic("work-queue"),
          body(job, action)
              .withId(MessageIds.queuedJob(job.id()))
              .withSubject(job.labels().get(1)));
    } else if (action.equals(GithubWorkflow.COMPLETED)) {
      completions.merge(job.id(), 1, Integer::sum);
      job.runner().ifPresent(runner -> completed(job, runner));
    }
  }

  private void completed(Job job, String runner) {
    if (!runner.endsWith("-" + job.id())) {
      stolen.incrementAndGet();
    }
    publish(
        Destination.queue("work-complete"),
        body(job, GithubWorkflow.COMPLETED)
            .withId(MessageIds.completedJob(runner, job.id()))
            .withSession(MessageIds.runnerSession(runner)));
  }

  private OutboundMessage body(Job job, String action) {
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

  private void publish(Destination destination, OutboundMessage message) {
    unpublished.incrementAndGet();
    attempt(destination, message);
  }

  private void attempt(Destination destination, OutboundMessage message) {
    var unused =
        bus.publish(destination, message)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    unpublished.decrementAndGet();
                  } else {
                    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
                        .execute(() -> attempt(destination, message));
                  }
                });
  }

  @Override
  public void runnerChanged(Runner runner, String what) {
    if (what.equals("registered")) {
      runners.add(runner.name());
    }
  }

  /** How often each job was announced as completed. */
  Map<Long, Integer> completions() {
    return Map.copyOf(completions);
  }

  boolean allPublished() {
    return unpublished.get() == 0;
  }

  /** Every runner that ever registered. */
  Set<String> runners() {
    return Set.copyOf(runners);
  }

  /** How many jobs were run by a runner that was started for another. */
  int stolen() {
    return stolen.get();
  }
}
