package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns an answer that is not a success into a {@link GithubException}. */
final class Refusals {
  /** What GitHub asks for when it names no time ("at least one minute"). */
  private static final Duration UNSPECIFIED_PAUSE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final int SHOWN = 200;

  private final RateBudget budget;
  private final Clock clock;

  Refusals(RateBudget budget, Clock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /**
   * @param what the request: method and path
   * @param asApp whether it was sent as the App rather than as an installation
   */
  GithubException refusal(
      String what, boolean asApp, int status, HttpHeaders headers, byte[] body) {
    String said = message(body);
    Optional<Duration> pause = pause(status, headers, said);
    if (pause.isPresent()) {
      return exception(
          Kind.RATE_LIMITED,
          what,
          status + ", rate limited for " + pause.get().toSeconds() + " s",
          headers,
          pause);
    }
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.FORBIDDEN;
          case 404, 410 -> Kind.NOT_FOUND;
          case 409 -> Kind.CONFLICT;
          case 408 -> Kind.UNAVAILABLE;
          default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;
        };
    String text = status + (said.isEmpty() ? "" : " " + said) + advice(asApp, status, headers);
    return exception(kind, what, text, headers, Optional.empty());
  }

  /** Refused here, without asking, because GitHub wants to be left alone. */
  static GithubException pausing(String what, Duration pause) {
    return new GithubException(
        Kind.RATE_LIMITED,
        what + ": not asked, rate limited for another " + (pause.toSeconds() + 1) + " s",
        Optional.of(pause),
        null);
  }

  /** Refused here, without asking, so that what is left of the rate limit goes to jobs. */
  static GithubException saving(String what, Duration pause) {
    return new GithubException(
        Kind.RATE_LIMITED,
        what + ": not asked, what is left of the rate limit is kept for jobs",
        Optional.of(pause),
        null);
  }

  private GithubException exception(
      Kind kind, String what, String text, HttpHeaders headers, Optional<Duration> retryAfter) {
    String request =
        headers
            .firstValue("x-github-request-id")
            .map(id -> " (request " + printable(id) + ")")
            .orElse("");
    return new GithubException(kind, what + ": " + text + request, retryAfter, null);
  }

  private Optional<Duration> pause(int status, HttpHeaders headers, String said) {
    if (status != 403 && status != 429) {
      return Optional.empty();
    }
    Optional<Duration> asked = retryAfter(headers);
    if (asked.isPresent()) {
      return asked;
    }
    OptionalLong remaining = RateBudget.number(headers, "x-ratelimit-remaining");
    OptionalLong reset = RateBudget.number(headers, "x-ratelimit-reset");
    if (remaining.isPresent() && remaining.getAsLong() == 0 && reset.isPresent()) {
      return Optional.of(bounded(budget.untilReset(headers, reset.getAsLong())));
    }
    boolean secondary = said.toLowerCase(Locale.ROOT).contains("rate limit");
    return status == 429 || secondary ? Optional.of(UNSPECIFIED_PAUSE) : Optional.empty();
  }

  private Optional<Duration> retryAfter(HttpHeaders headers) {
    OptionalLong seconds = RateBudget.number(headers, "retry-after");
    if (seconds.isPresent()) {
      return Optional.of(bounded(Duration.ofSeconds(seconds.getAsLong())));
    }
    Instant theirNow = HttpDates.parse(headers.firstValue("date")).orElseGet(clock::instant);
    return HttpDates.parse(headers.firstValue("retry-after"))
        .map(until -> bounded(Duration.between(theirNow, until)));
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return wait.compareTo(RateBudget.LONGEST_PAUSE) > 0 ? RateBudget.LONGEST_PAUSE : wait;
  }

  private static String advice(boolean asApp, int status, HttpHeaders headers) {
    if (status == 401 && asApp) {
      return "; check that github_appid and github_key belong to the same App"
          + " and that this machine's clock is right";
    }
    if (status == 403) {
      return headers
          .firstValue("x-accepted-github-permissions")
          .map(needed -> "; the App needs the permission " + printable(needed))
          .orElse("");
    }
    return "";
  }

  /** GitHub's own words from an error body; nothing else of the body is ever shown. */
  private static String message(byte[] body) {
    try {
      return printable(JsonTree.parse(body).path("message").asText(""));
    } catch (IOException e) {
      return "";
    }
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
