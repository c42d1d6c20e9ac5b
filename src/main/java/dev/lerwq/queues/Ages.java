package dev.lerwq.queues;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 7d}, {@code 1h30m}, {@code 45s}. */
public final class Ages {
  private static final Pattern SPAN =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,9})m)?(?:(\\d{1,10})s)?");
  private static final int DAYS = 1;
  private static final int HOURS = 2;
  private static final int MINUTES = 3;
  private static final int SECONDS = 4;

  private Ages() {}

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    Matcher matcher = SPAN.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a span of time such as 7d, 1h30m or 45s");
    }
    return Duration.ofDays(number(matcher.group(DAYS)))
        .plusHours(number(matcher.group(HOURS)))
        .plusMinutes(number(matcher.group(MINUTES)))
        .plusSeconds(number(matcher.group(SECONDS)));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** The two largest units. */
  public static String format(Duration age) {
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toDays() > 0) {
      return age.toDays() + "d" + (age.toHoursPart() > 0 ? age.toHoursPart() + "h" : "");
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h" + (age.toMinutesPart() > 0 ? age.toMinutesPart() + "m" : "");
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + "m" + (age.toSecondsPart() > 0 ? age.toSecondsPart() + "s" : "");
    }
    return age.toSeconds() + "s";
  }

  /** How old something of that time is; {@code -} where the time is not known. */
  public static String format(Instant since, Instant now) {
    return since.equals(Instant.EPOCH) ? "-" : format(Duration.between(since, now));
  }
}
