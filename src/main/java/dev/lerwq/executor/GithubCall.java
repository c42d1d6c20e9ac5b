package dev.lerwq.executor;

import dev.lerwq.github.GithubException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks GitHub for something, and again as long as that may help and the limit allows. GitHub's own
 * wish to be left alone is respected.
 *
 * @param <T> what is asked for
 */
final class GithubCall<T> {
  private static final Logger LOG = Logger.getLogger(GithubCall.class);

  private static final Duration SHORT = Duration.ofSeconds(10);

  private final String what;
  private final Question<T> question;

  /**
   * @param what is asked for, for logs
   */
  GithubCall(String what, Question<T> question) {
    this.what = what;
    this.question = question;
  }

  interface Question<T> {
    T ask() throws GithubException, InterruptedException;
  }

  /**
   * @param value the answer; empty if there was none to be had
   * @param away whether GitHub is away or wants to be left alone, rather than says no
   * @param detail why there is none; empty if there is one
   */
  record Answer<T>(Optional<T> value, boolean away, String detail) {}

  Answer<T> ask(Pace pace, Backoff backoff, Duration limit) throws InterruptedException {
    Pace.Deadline deadline = pace.in(limit);
    while (true) {
      GithubException failure;
      try {
        return new Answer<>(Optional.of(question.ask()), false, "");
      } catch (GithubException e) {
        failure = e;
      }
      String why = failure.kind() + ": " + failure.getMessage();
      if (!isAway(failure)) {
        return new Answer<>(Optional.empty(), false, why);
      }
      Duration wait = wait(failure, backoff);
      String next = wait.compareTo(SHORT) < 0 ? Script.seconds(wait) : wait.toSeconds() + " s";
      if (!deadline.allows(wait)) {
        String detail = "the next attempt would be in " + next + ", beyond the limit of ";
        return new Answer<>(
            Optional.empty(), true, why + " (" + detail + Script.seconds(limit) + ")");
      }
      LOG.warnf("no %s, trying again in %s: %s", what, next, why);
      pace.pause(wait);
    }
  }

  static boolean isAway(GithubException failure) {
    return failure.kind() == GithubException.Kind.UNAVAILABLE
        || failure.kind() == GithubException.Kind.RATE_LIMITED;
  }

  /** Not before GitHub allows, and not all at that very moment. */
  private static Duration wait(GithubException failure, Backoff backoff) {
    return failure.retryAfter().orElse(Duration.ZERO).plus(backoff.next());
  }
}
