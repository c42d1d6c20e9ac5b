package dev.lerwq.chaos;

import dev.lerwq.bus.Bus;
import dev.lerwq.demo.Announcement;
import dev.lerwq.demo.Job;
import dev.lerwq.demo.Runner;
import dev.lerwq.demo.Watcher;
import dev.lerwq.message.GithubWorkflow;
import java.util.Map;
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
    if (action.equals(GithubWorkflow.COMPLETED)) {
      completions.merge(job.id(), 1, Integer::sum);
      if (job.runner().filter(runner -> !runner.endsWith("-" + job.id())).isPresent()) {
        stolen.incrementAndGet();
      }
    }
    Announcement.of(job, action, installation).ifPresent(this::publish);
  }

  private void publish(Announcement announcement) {
    unpublished.incrementAndGet();
    attempt(announcement);
  }

  private void attempt(Announcement announcement) {
    var unused =
        bus.publish(announcement.destination(), announcement.message())
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    unpublished.decrementAndGet();
                  } else {
                    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)
                        .execute(() -> attempt(announcement));
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
