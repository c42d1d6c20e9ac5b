package dev.lerwq.acl;

import dev.lerwq.acl.AllowListException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Says how refreshing goes: loud when it starts to fail, then now and then, and when it is over.
 */
final class RefreshLog {
  private static final Logger LOG = Logger.getLogger(RefreshingAllowList.class);

  private final String location;
  private final Duration remindEvery;
  private Optional<Trouble> trouble = Optional.empty();
  private boolean everLoaded;

  RefreshLog(String location, Duration remindEvery) {
    this.location = location;
    this.remindEvery = remindEvery;
  }

  void loaded(int permissions, boolean changed, RefreshTimer timer) {
    if (trouble.isPresent()) {
      long nanos = timer.nanoTime() - trouble.get().sinceNanos();
      LOG.infof(
          "the allow list in %s can be read again after %s: %d permissions",
          location, inWords(Duration.ofNanos(nanos)), permissions);
    } else if (!everLoaded) {
      LOG.infof("read the allow list in %s: %d permissions", location, permissions);
    } else if (changed) {
      LOG.infof("the allow list in %s has changed: %d permissions", location, permissions);
    }
    everLoaded = true;
    trouble = Optional.empty();
  }

  /**
   * @param inUse when the list that stays in use was read; empty if nobody is allowed now
   */
  void failed(AllowListException e, Optional<Instant> inUse, RefreshTimer timer) {
    long now = timer.nanoTime();
    if (trouble.filter(t -> !t.worthSaying(e, inUse.isEmpty(), now, remindEvery)).isPresent()) {
      LOG.debugf("%s", e.getMessage());
      return;
    }
    if (inUse.isPresent()) {
      LOG.errorf("%s - decisions go on from the list read at %s", e.getMessage(), inUse.get());
    } else {
      LOG.errorf("%s - until that works nobody is allowed to run jobs", e.getMessage());
    }
    LOG.debug("the cause", e);
    long since = trouble.map(Trouble::sinceNanos).orElse(now);
    trouble = Optional.of(new Trouble(since, now, e.getMessage(), inUse.isEmpty()));
  }

  /** A duration for people: the largest two units that matter. */
  static String inWords(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
    }
    return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
  }

  private record Trouble(long sinceNanos, long saidNanos, String problem, boolean nobody) {

    /** Another nonsense is another edit, whose author waits for the answer. */
    boolean worthSaying(AllowListException e, boolean nobodyNow, long now, Duration remindEvery) {
      return now - saidNanos >= remindEvery.toNanos()
          || nobody != nobodyNow
          || (e.kind() == Kind.MALFORMED && !problem.equals(e.getMessage()));
    }
  }
}
