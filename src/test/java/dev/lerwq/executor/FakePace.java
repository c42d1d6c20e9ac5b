package dev.lerwq.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only in pauses, at once, and is remembered. */
final class FakePace implements Pace {
  private final List<Duration> pauses = new ArrayList<>();
  private Duration now = Duration.ofDays(1);

  @Override
  public long nanoTime() {
    return now.toNanos();
  }

  @Override
  public void pause(Duration length) {
    pauses.add(length);
    now = now.plus(length);
  }

  List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  /** How much time has passed. */
  Duration passed() {
    return now.minusDays(1);
  }
}
