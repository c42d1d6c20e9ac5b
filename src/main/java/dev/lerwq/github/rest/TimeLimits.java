package dev.lerwq.github.rest;

import java.time.Duration;

/**
 * How long to wait for GitHub.
 *
 * @param connect for a connection
 * @param answer for one whole answer
 */
public record TimeLimits(Duration connect, Duration answer) {
  /** Ten seconds to connect, thirty for an answer. */
  public static final TimeLimits USUAL =
      new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
