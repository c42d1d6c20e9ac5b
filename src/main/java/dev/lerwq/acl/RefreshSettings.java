package dev.lerwq.acl;

import java.time.Duration;

/**
 * How a {@link RefreshingAllowList} keeps up.
 *
 * @param interval from the end of a successful load to the next one
 * @param maxStale how long a list may be used after it was read while its source does not answer
 * @param firstRetry the longest wait after the first failed load; it doubles with every further one
 * @param maxRetry the longest wait between failed loads
 * @param remindEvery how often the log repeats that loading fails
 */
public record RefreshSettings(
    Duration interval,
    Duration maxStale,
    Duration firstRetry,
    Duration maxRetry,
    Duration remindEvery) {

  public RefreshSettings {
    requirePositive(interval, "interval");
    requirePositive(maxStale, "maxStale");
    requirePositive(firstRetry, "firstRetry");
    requirePositive(maxRetry, "maxRetry");
    requirePositive(remindEvery, "remindEvery");
    if (maxStale.compareTo(interval) <= 0) {
      throw new IllegalArgumentException(
          "a list that may be used for "
              + maxStale
              + " must be refreshed more often than every "
              + interval);
    }
  }

  /** For a local file, which is cheap to look at: changes show within about a second. */
  public static RefreshSettings forFile() {
    Duration second = Duration.ofSeconds(1);
    return new RefreshSettings(
        second, Duration.ofMinutes(15), second, second, Duration.ofMinutes(5));
  }

  /** For a database, where every load costs two queries. */
  public static RefreshSettings forDatabase() {
    return new RefreshSettings(
        Duration.ofSeconds(15),
        Duration.ofMinutes(15),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5));
  }

  /** The same with another interval and staleness. */
  public RefreshSettings with(Duration newInterval, Duration newMaxStale) {
    return new RefreshSettings(newInterval, newMaxStale, firstRetry, maxRetry, remindEvery);
  }

  /**
   * The wait after {@code failures} failed loads in a row: a random part of the doubled first wait,
   * so that many processes do not come back in step.
   *
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  Duration retryAfter(int failures, double random) {
    int doublings = Math.min(failures - 1, 30);
    double longest =
        Math.min((double) maxRetry.toNanos(), firstRetry.toNanos() * Math.scalb(1.0, doublings));
    return Duration.ofNanos((long) (longest * random));
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, not " + duration);
    }
  }
}
