package dev.lerwq.github.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Dates in HTTP headers (RFC 9110, section 5.6.7). */
final class HttpDates {
  private HttpDates() {}

  /** The instant that a header names; empty if there is none or it cannot be read. */
  static Optional<Instant> parse(Optional<String> header) {
    try {
      return header.map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
