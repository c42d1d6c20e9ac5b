package dev.lerwq.executor;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Gets a registration token, trying again as long as that may help and the limit allows. */
final class TokenRequest {
  private static final Logger LOG = Logger.getLogger(TokenRequest.class);

  private final RunnerApi api;
  private final Timeouts timeouts;

  TokenRequest(RunnerApi api, Timeouts timeouts) {
    this.api = api;
    this.timeouts = timeouts;
  }

  /**
   * @param token the token; empty if there was none to be had
   * @param detail why not; empty if there is one
   */
  record Answer(Optional<Secret> token, String detail) {}

  Answer ask(RepositoryRef repository) throws InterruptedException {
    Backoff backoff = new Backoff(timeouts);
    Duration limit = timeouts.of(Limit.TOKEN);
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      GithubException failure;
      try {
        return new Answer(Optional.of(api.registrationToken(repository)), "");
      } catch (GithubException e) {
        failure = e;
      }
      String why = failure.kind() + ": " + failure.getMessage();
      if (!transientKind(failure.kind())) {
        return new Answer(Optional.empty(), why);
      }
      Duration pause = pause(failure, backoff);
      if (System.nanoTime() + pause.toNanos() >= end) {
        return new Answer(
            Optional.empty(),
            why
                + " (the next attempt would be in "
                + Script.seconds(pause)
                + ", beyond the limit of "
                + Script.seconds(limit)
                + ")");
      }
      LOG.warnf(
          "no registration token for %s, trying again in %s: %s",
          repository.fullName(), Script.seconds(pause), why);
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  private static boolean transientKind(GithubException.Kind kind) {
    return kind == GithubException.Kind.UNAVAILABLE || kind == GithubException.Kind.RATE_LIMITED;
  }

  private static Duration pause(GithubException failure, Backoff backoff) {
    Duration own = backoff.next();
    return failure.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
  }
}
