package dev.lerwq.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks into the spool every few milliseconds and reports what the scripts did. */
final class SpoolWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SpoolWatch.class);
  private static final long PERIOD_MILLIS = 15;

  private final Spool spool;
  private final Runners runners;
  private final JobFloor floor;
  private volatile boolean down;
  private final Set<String> missing = new HashSet<>();
  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo-spool");
            thread.setDaemon(true);
            return thread;
          });

  SpoolWatch(Spool spool, Runners runners, JobFloor floor) {
    this.spool = spool;
    this.runners = runners;
    this.floor = floor;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
  void start() {
    clockwork.scheduleWithFixedDelay(
        this::lookSafely, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether it looks away. */
  void down(boolean value) {
    down = value;
  }

  private void lookSafely() {
    try {
      if (!down) {
        look();
      }
    } catch (RuntimeException e) {
      LOG.warnf(e, "spool %s: one look failed", spool.root());
    }
  }

  private void look() {
    // Listed first: whoever asked for a removal had written down the end of the job before.
    List<String> removals = spool.list(Spool.REMOVALS);
    spool.list(Spool.REGISTRATIONS).forEach(floor::registrationAsked);
    for (String name : spool.list(Spool.ONLINE)) {
      if (runners.named(name).filter(runner -> !runner.online()).isPresent()) {
        floor.cameOnline(name);
      }
    }
    for (String claim : spool.list(Spool.CLAIMED)) {
      floor.claimed(jobOf(claim), runnerOf(claim));
    }
    for (String end : spool.list(Spool.FINISHED)) {
      floor.finished(jobOf(end), runnerOf(end));
    }
    removals.forEach(floor::removalAsked);
    lookForTheDead();
  }

  /**
   * A runner writes its last note just before it ends, perhaps after this look has passed the place
   * for notes. So it has to be missing twice. One that came, took a job and broke down between two
   * looks was never seen online.
   */
  private void lookForTheDead() {
    Set<String> missingNow = new HashSet<>();
    for (Runner runner : runners.all()) {
      boolean dead = runner.online() ? !isAlive(runner) : runner.busy();
      if (dead && missing.contains(runner.name())) {
        floor.wentOffline(runner);
      } else if (dead) {
        missingNow.add(runner.name());
      }
    }
    missing.clear();
    missing.addAll(missingNow);
  }

  private static boolean isAlive(Runner runner) {
    return ProcessHandle.of(runner.pid().getAsLong()).filter(ProcessHandle::isAlive).isPresent();
  }

  private static long jobOf(String note) {
    return Long.parseLong(note.substring(0, note.indexOf('@')));
  }

  private static String runnerOf(String note) {
    return note.substring(note.indexOf('@') + 1);
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }
}
