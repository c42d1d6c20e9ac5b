package dev.lerwq.servicebus.peer;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one thread that owns all state of a peer. */
final class Loop {
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "servicebus-peer"));

  ScheduledThreadPoolExecutor thread() {
    return thread;
  }

  /** Runs a task on the loop; silently nothing once the peer is closed. */
  void execute(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException closed) {
      // The peer is gone, and with it whatever the task was about.
    }
  }

  /** Runs a task on the loop and waits for its result. */
  <T> T call(Callable<T> task) {
    try {
      return thread.submit(task).get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the peer's loop failed", e);
    }
  }

  void run(Runnable task) {
    call(
        () -> {
          task.run();
          return true;
        });
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
