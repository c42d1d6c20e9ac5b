package dev.lerwq.demo;

import dev.lerwq.bus.Bus;
import dev.lerwq.executor.Executor;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.JobEvent;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One job from its webhook to its end, through a real executor in this process. */
public final class Demo implements AutoCloseable {
  private static final Duration PARKING = Duration.ofSeconds(30);
  private static final Duration LEAVING = Duration.ofSeconds(20);

  private final Timeline timeline;
  private final Bus bus;
  private final Executor executor;
  private final CompletableFuture<Integer> running = new CompletableFuture<>();

  /**
   * @param settings with {@code loop}, so that more jobs can follow
   * @param bus what the executor listens to; closed with the demo
   * @param api where it registers its runners
   * @param timeline where everything is noted
   */
  public Demo(ExecutorSettings settings, Bus bus, RunnerApi api, Timeline timeline) {
    this.timeline = timeline;
    this.bus = bus;
    this.executor = new Executor(settings, bus, api, timeline);
  }

  /** Starts the executor and returns once it waits for jobs. */
  public void park() throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                running.complete(executor.run());
              } catch (InterruptedException | RuntimeException e) {
                running.completeExceptionally(e);
              }
            },
            "demo-executor");
    thread.start();
    await(CompletableFuture.anyOf(timeline.executorWaits(), running), PARKING);
  }

  /**
   * Waits for the first job to end.
   *
   * @param asked completes when nobody wants to wait any longer
   * @return how it ended; empty if it did not within {@code limit} or before {@code asked}
   */
  public Optional<JobEvent> awaitJob(Duration limit, CompletableFuture<Void> asked)
      throws InterruptedException {
    await(CompletableFuture.anyOf(timeline.jobEnded(), running, asked), limit);
    return Optional.ofNullable(timeline.jobEnded().getNow(null));
  }

  /** Stops the executor; a job that it has begun is finished first, within reason. */
  @Override
  public void close() {
    executor.stop();
    try {
      if (!await(running, LEAVING)) {
        executor.stopNow();
        await(running, LEAVING);
      }
    } catch (InterruptedException e) {
      executor.stopNow();
      Thread.currentThread().interrupt();
    } finally {
      bus.close();
    }
  }

  private static boolean await(CompletableFuture<?> event, Duration limit)
      throws InterruptedException {
    try {
      event.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the executor broke down", e.getCause());
    } catch (TimeoutException e) {
      return false;
    }
  }
}
