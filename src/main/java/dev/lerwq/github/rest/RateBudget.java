package dev.lerwq.github.rest;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What GitHub still allows this process, as its answers tell. Each installation has an account of
 * its own at GitHub (5,000 to 15,000 points an hour), and so it has here.
 *
 * <p>Safe for concurrent use.
 */
public final class RateBudget {
  /** Below this share of the hour's points, only what a job needs is asked. */
  private static final double HOUSEKEEPING_SHARE = 0.25;

  /** GitHub counts by the hour; a header that says more than a day is a mistake. */
  static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final Clock clock;
  private final Map<Long, Window> windows = new ConcurrentHashMap<>();
  private final Map<Long, Instant> pausedUntil = new ConcurrentHashMap<>();

  public RateBudget() {
    this(Clock.systemUTC());
  }

  RateBudget(Clock clock) {
    this.clock = clock;
  }

  /**
   * Whether requests that can wait may be sent now: nobody is asked to pause, and every account
   * that was used has a quarter of its points left.
   */
  public boolean allowsHousekeeping() {
    return housekeepingPause().isEmpty();
  }

  /** How long requests that can wait have to wait; empty if they may be sent now. */
  Optional<Duration> housekeepingPause() {
    Instant now = clock.instant();
    return Stream.concat(
            pausedUntil.values().stream(),
            windows.values().stream().filter(w -> w.isShort(now)).map(Window::reset))
        .filter(now::isBefore)
        .max(Comparator.naturalOrder())
        .map(until -> Duration.between(now, until));
  }

  /** How long an account must not be used; empty if it may be used now. */
  Optional<Duration> pause(long account) {
    Instant now = clock.instant();
    Instant until = pausedUntil.getOrDefault(account, Instant.MIN);
    return now.isBefore(until) ? Optional.of(Duration.between(now, until)) : Optional.empty();
  }

  /** Takes note of the headers of an answer. */
  void observe(long account, HttpHeaders headers) {
    OptionalLong limit = number(headers, "x-ratelimit-limit");
    OptionalLong remaining = number(headers, "x-ratelimit-remaining");
    OptionalLong reset = number(headers, "x-ratelimit-reset");
    if (limit.isPresent() && remaining.isPresent() && reset.isPresent()) {
      windows.put(
          account,
          new Window(
              limit.getAsLong(),
              remaining.getAsLong(),
              clock.instant().plus(untilReset(headers, reset.getAsLong()))));
    }
  }

  /** Takes note that an account must rest. */
  void pauseFor(long account, Duration pause) {
    pausedUntil.merge(account, clock.instant().plus(pause), (a, b) -> a.isAfter(b) ? a : b);
  }

  /** The time from now to a reset that is given on GitHub's clock. */
  Duration untilReset(HttpHeaders headers, long resetEpochSecond) {
    Instant theirNow = HttpDates.parse(headers.firstValue("date")).orElseGet(clock::instant);
    long seconds = resetEpochSecond - theirNow.getEpochSecond();
    return Duration.ofSeconds(Math.max(0, Math.min(LONGEST_PAUSE.toSeconds(), seconds)));
  }

  static OptionalLong number(HttpHeaders headers, String name) {
    try {
      return headers.firstValueAsLong(name);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private record Window(long limit, long remaining, Instant reset) {
    boolean isShort(Instant now) {
      return now.isBefore(reset) && remaining < limit * HOUSEKEEPING_SHARE;
    }
  }
}
