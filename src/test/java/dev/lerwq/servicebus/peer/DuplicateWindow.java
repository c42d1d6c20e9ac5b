package dev.lerwq.servicebus.peer;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers message ids for a time. */
final class DuplicateWindow {
  private final Clock clock;
  private final long window;
  private final Map<String, Long> seen = new LinkedHashMap<>();

  DuplicateWindow(Clock clock, Duration window) {
    this.clock = clock;
    this.window = window.toMillis();
  }

  /** Whether this id is new; remembers it if so. */
  boolean admits(Optional<String> id) {
    if (window == 0 || id.isEmpty()) {
      return true;
    }
    long now = clock.millis();
    seen.values().removeIf(since -> since < now - window);
    return seen.putIfAbsent(id.get(), now) == null;
  }
}
