package dev.lerwq.doctor;

import java.util.Objects;

/**
 * What one look has found.
 *
 * @param level how bad it is
 * @param part what was looked at, such as {@code bus}
 * @param text one line; for anything but {@code OK} it says what to do
 */
public record Finding(Level level, String part, String text) {

  /** From good to bad. */
  public enum Level {
    OK,
    WARNING,
    PROBLEM
  }

  public Finding {
    Objects.requireNonNull(level);
    Objects.requireNonNull(part);
    text = text.replaceAll("\\s*\\R\\s*", "; ");
  }

  public static Finding ok(String part, String text) {
    return new Finding(Level.OK, part, text);
  }

  public static Finding warning(String part, String text) {
    return new Finding(Level.WARNING, part, text);
  }

  public static Finding problem(String part, String text) {
    return new Finding(Level.PROBLEM, part, text);
  }
}
