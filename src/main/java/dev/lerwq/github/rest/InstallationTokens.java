package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Installation tokens, kept until shortly before they expire. Of an installation's callers one asks
 * GitHub and the others wait for its answer.
 */
final class InstallationTokens {
  /** Left on a token when it is handed out, so that it outlives the request it is used for. */
  static final Duration MARGIN = Duration.ofMinutes(5);

  private final Issuer issuer;
  private final Clock clock;
  private final Map<Long, Slot> slots = new ConcurrentHashMap<>();

  InstallationTokens(Issuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /** Where tokens come from. */
  interface Issuer {
    Token issue(long installation) throws GithubException;
  }

  record Token(Secret authorization, Instant expires) {}

  /** An installation, for as long as its App may act for it. */
  Credential of(long installation) {
    return slots.computeIfAbsent(installation, Slot::new);
  }

  private final class Slot implements Credential {
    private final long installation;
    private Token token;

    private Slot(long installation) {
      this.installation = installation;
    }

    @Override
    public long account() {
      return installation;
    }

    @Override
    public synchronized Secret authorization() throws GithubException {
      if (token == null || clock.instant().isAfter(token.expires().minus(MARGIN))) {
        token = issuer.issue(installation);
      }
      return token.authorization();
    }

    @Override
    public synchronized boolean forget(Secret refused) {
      // Another caller may have replaced it meanwhile; its token has not been refused yet.
      if (token != null && token.authorization() == refused) {
        token = null;
      }
      return true;
    }
  }
}
