package dev.lerwq.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.demo.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong, and whenever: every job reaches its end once, and nothing is left.
 *
 * <p>{@code -Dchaos.jobs=5000} is the long form; {@code -Dchaos.seed} repeats the choices of an
 * earlier run, though not its timing.
 */
class ChaosTest {
  private static final int SHORT = 36;
  private static final int IN_FLIGHT = 12;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final int jobs = Integer.getInteger("chaos.jobs", SHORT);
  private final long seed = Long.getLong("chaos.seed", System.nanoTime() % 1_000_000);
  private final Random chance = new Random(seed);
  private final Map<Trouble, Integer> made = new EnumMap<>(Trouble.class);
  private int cancelled;

  @Test
  void everyJobEndsOnceAndNothingIsLeft() throws Exception {
    System.out.println("chaos: seed " + seed + ", " + jobs + " jobs; logs in " + directory);
    long begun = System.nanoTime();
    try (Chaos chaos = new Chaos(directory, 2, seed)) {
      drive(chaos);
      chaos.calm();
      try {
        settle(chaos);
      } finally {
        report(chaos, Duration.ofNanos(System.nanoTime() - begun));
      }
      // 1 is of one that was still looking after a failure when it was asked to stop.
      assertThat(chaos.terminateExecutors()).isSubsetOf(0, 1);
      verify(chaos);
      chaos.stopBroker();
      await("no process is left").untilAsserted(() -> assertThat(chaos.processes()).isEmpty());
    }
  }

  private void settle(Chaos chaos) {
    await("all jobs are over")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(unfinished(chaos)).isEmpty());
    await("the bus is empty")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> {
              assertThat(chaos.announcements.allPublished()).as("all is published").isTrue();
              assertThat(chaos.onTheBus()).isEmpty();
            });
    await("all registrations are removed")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(chaos.github.runners()).isEmpty());
    await("no executor has anything to look after")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(chaos.leftFiles()).isEmpty());
  }

  private void verify(Chaos chaos) throws Exception {
    assertThat(chaos.announcements.completions()).hasSize(jobs).allSatisfy(this::once);
    assertThat(chaos.github.jobs())
        .allMatch(job -> job.runs() <= 1, "was begun at most once")
        .allMatch(
            job -> job.runs() == 1 || job.conclusion().orElseThrow().equals("cancelled"),
            "was begun unless cancelled");
    assertThat(chaos.github.runners()).as("registrations").isEmpty();
    assertThat(chaos.leftFiles()).isEmpty();
  }

  private void once(Long job, Integer completions) {
    assertThat(completions).as("job %d", job).isEqualTo(1);
  }

  private static List<Job> unfinished(Chaos chaos) {
    return chaos.github.jobs().stream().filter(job -> !job.status().equals("completed")).toList();
  }

  /** Queues all jobs, a few at a time, and makes trouble as they get done. */
  private void drive(Chaos chaos) throws Exception {
    List<Trouble> troubles = Trouble.forJobs(jobs, chance);
    int next = 0;
    for (int queued = 0; queued < jobs; queued++) {
      await("room for another job")
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> unfinished(chaos).size() < IN_FLIGHT);
      queue(chaos);
      if (queued % 100 == 0) {
        // The hour's limit would be used up, and what is owed would wait for the next hour.
        chaos.github.rateLimitRemaining(5_000);
      }
      // The first dozen is queued at once and the end is calm.
      while (next < troubles.size() && next * (jobs - IN_FLIGHT) < (queued - 8) * troubles.size()) {
        Trouble trouble = troubles.get(next++);
        trouble.make(chaos, chance);
        made.merge(trouble, 1, Integer::sum);
      }
    }
  }

  private void queue(Chaos chaos) {
    Duration takes = Duration.ofMillis(20 + chance.nextInt(400));
    int dice = chance.nextInt(100);
    Job.Outcome outcome =
        dice < 5 ? Job.Outcome.CRASH : dice < 15 ? Job.Outcome.FAILURE : Job.Outcome.SUCCESS;
    Job job = chaos.github.queueJob(Chaos.OWNER, Chaos.REPO, Chaos.LABELS, takes, outcome);
    if (chance.nextInt(100) < 5 || job.id() % 15 == 0) {
      cancelled++;
      CompletableFuture.delayedExecutor(chance.nextInt(1500), TimeUnit.MILLISECONDS)
          .execute(() -> chaos.github.cancelJob(job.id()));
    }
  }

  private void report(Chaos chaos, Duration took) throws Exception {
    Map<String, Long> ends =
        chaos.github.jobs().stream()
            .collect(
                Collectors.groupingBy(j -> j.conclusion().orElse("none"), Collectors.counting()));
    System.out.printf(
        "chaos: seed %d: %d jobs in %d s: %s; cancellations asked for %d; registrations %d;"
            + " run by another's runner %d; troubles %s; noted by executors: recovered %d,"
            + " stolen %d, idle runners %d, leases lost %d, preparations failed %d,"
            + " registrations failed %d, runners failed %d, settled %d%n",
        seed,
        jobs,
        took.toSeconds(),
        ends,
        cancelled,
        chaos.announcements.runners().size(),
        chaos.announcements.stolen(),
        made,
        count(chaos, "RECOVERED OK"),
        count(chaos, "JOB_STOLEN"),
        count(chaos, "RUNNER_IDLE"),
        count(chaos, "LEASE_LOST"),
        count(chaos, "BOARD_PREPARED FAILED"),
        count(chaos, "RUNNER_REGISTERED FAILED"),
        count(chaos, "RUNNER_RAN FAILED"),
        count(chaos, "SETTLED OK"));
  }

  private static long count(Chaos chaos, String event) throws Exception {
    return chaos.said(ExecutorMain.MARK + event);
  }
}
