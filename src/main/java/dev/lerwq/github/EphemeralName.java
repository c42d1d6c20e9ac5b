package dev.lerwq.github;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a runner that an executor registered: {@code ephemeral-<host>-<epoch millis>-<job
 * id>}.
 *
 * @param startedAt by the clock of the host
 */
public record EphemeralName(String host, Instant startedAt, long job) {
  private static final Pattern SHAPE =
      Pattern.compile("ephemeral-(.+)-([0-9]{12,15})-([0-9]{1,18})");

  /** Empty if it is somebody else's runner. */
  public static Optional<EphemeralName> parse(String name) {
    Matcher matcher = SHAPE.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EphemeralName(
              matcher.group(1),
              Instant.ofEpochMilli(Long.parseLong(matcher.group(2))),
              Long.parseLong(matcher.group(3))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The name itself. */
  @Override
  public String toString() {
    return "ephemeral-" + host + "-" + startedAt.toEpochMilli() + "-" + job;
  }
}
