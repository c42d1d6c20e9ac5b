package dev.lerwq.acl;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Time that passes when a test says so; one task waits at most. */
final class ManualTimer implements RefreshTimer {
  static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private Duration elapsed = Duration.ZERO;
  private Optional<Runnable> task = Optional.empty();
  private Duration due = Duration.ZERO;
  private Duration delay = Duration.ZERO;
  boolean closed;

  @Override
  public void after(Duration wait, Runnable next) {
    if (task.isPresent()) {
      throw new IllegalStateException("a refresh is scheduled already");
    }
    delay = wait;
    due = elapsed.plus(wait);
    task = Optional.of(next);
  }

  /** The wait that was asked for last. */
  Duration delay() {
    return delay;
  }

  /** Lets time pass without the refreshing thread getting a turn: a load that hangs. */
  void hang(Duration by) {
    elapsed = elapsed.plus(by);
  }

  /** Lets time pass and runs what falls due. */
  void pass(Duration by) {
    Duration end = elapsed.plus(by);
    while (task.isPresent() && due.compareTo(end) <= 0) {
      elapsed = due.compareTo(elapsed) > 0 ? due : elapsed;
      runNext();
    }
    elapsed = end;
  }

  /** Runs what waits, after the time it was to wait. */
  void tick() {
    pass(due.minus(elapsed));
  }

  private void runNext() {
    Runnable next = task.orElseThrow();
    task = Optional.empty();
    next.run();
  }

  @Override
  public long nanoTime() {
    // Near the overflow, as a clock of arbitrary origin may be.
    return Long.MAX_VALUE - 1000 + elapsed.toNanos();
  }

  @Override
  public Instant now() {
    return START.plus(elapsed);
  }

  @Override
  public void close() {
    closed = true;
    task = Optional.empty();
  }
}
