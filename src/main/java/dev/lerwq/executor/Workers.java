package dev.lerwq.executor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The threads of one executor: some that may block, and one that keeps time. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Workers.class);

  private final ExecutorService blocking;
  private final ScheduledThreadPoolExecutor timer;

  Workers(String name) {
    blocking = Executors.newCachedThreadPool(named(name + "-worker-"));
    timer = new ScheduledThreadPoolExecutor(1, named(name + "-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs something that may block. Cancelling interrupts it. */
  <T> Future<T> submit(Callable<T> work) {
    return blocking.submit(work);
  }

  /** Runs something short later. It must not block. */
  ScheduledFuture<?> after(Duration delay, Runnable work) {
    return timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Interrupts what runs and waits for it. */
  @Override
  public void close() {
    timer.shutdownNow();
    blocking.shutdownNow();
    boolean interrupted = false;
    try {
      if (!blocking.awaitTermination(30, TimeUnit.SECONDS)
          || !timer.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.warn("a thread of the executor does not end");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
