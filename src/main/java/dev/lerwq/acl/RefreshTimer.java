package dev.lerwq.acl;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time as a refreshing list sees it; tests bring their own. */
interface RefreshTimer extends AutoCloseable {

  /** Runs the task once on a thread of its own, never on the caller's. Ignored once closed. */
  void after(Duration delay, Runnable task);

  /** Time that no clock adjustment moves. */
  long nanoTime();

  /** Time as people see it. */
  Instant now();

  /** Drops what waits and interrupts what runs; waits a moment for it to end. */
  @Override
  void close();

  /** A daemon thread and the system's clocks. */
  static RefreshTimer ofSystem(String threadName) {
    return new SystemTimer(threadName);
  }

  /** See {@link #ofSystem}. */
  final class SystemTimer implements RefreshTimer {
    private static final long CLOSE_SECONDS = 2;
    private final ScheduledThreadPoolExecutor executor;

    SystemTimer(String threadName) {
      executor =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, threadName);
                thread.setDaemon(true);
                return thread;
              },
              new ScheduledThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void after(Duration delay, Runnable task) {
      ScheduledFuture<?> unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public void close() {
      executor.shutdownNow();
      try {
        executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
