package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The App itself: a JSON web token (RFC 7519), signed with its private key by RS256. GitHub takes
 * none that lasts for more than ten minutes, and counts from its own clock; so it is issued a
 * minute ago and ends in nine.
 */
final class AppCredential implements Credential {
  /** No installation has this id. */
  static final long ACCOUNT = 0;

  private static final Duration BEFORE = Duration.ofMinutes(1);
  private static final Duration AFTER = Duration.ofMinutes(9);
  private static final Duration USED_FOR = Duration.ofMinutes(7);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");

  private final AppIdentity identity;
  private final Clock clock;
  private Optional<Secret> current = Optional.empty();
  private Instant signed = Instant.MIN;

  AppCredential(AppIdentity identity, Clock clock) {
    this.identity = identity;
    this.clock = clock;
  }

  @Override
  public long account() {
    return ACCOUNT;
  }

  @Override
  public synchronized Secret authorization() throws GithubException {
    Instant now = clock.instant();
    boolean fresh = !now.isBefore(signed) && now.isBefore(signed.plus(USED_FOR));
    if (current.isEmpty() || !fresh) {
      current = Optional.of(new Secret("Bearer " + token(now)));
      signed = now;
    }
    return current.get();
  }

  private String token(Instant now) throws GithubException {
    String claims =
        "{\"iss\":\""
            + identity.appId()
            + "\",\"iat\":"
            + now.minus(BEFORE).getEpochSecond()
            + ",\"exp\":"
            + now.plus(AFTER).getEpochSecond()
            + "}";
    String unsigned = HEADER + "." + base64(claims);
    try {
      Signature rs256 = Signature.getInstance("SHA256withRSA");
      rs256.initSign(identity.key());
      rs256.update(unsigned.getBytes(StandardCharsets.US_ASCII));
      return unsigned + "." + BASE64.encodeToString(rs256.sign());
    } catch (GeneralSecurityException e) {
      throw new GithubException(Kind.FORBIDDEN, "signing as the App", Optional.empty(), e);
    }
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A JWT is made here; another one would be refused as well. */
  @Override
  public boolean forget(Secret refused) {
    return false;
  }
}
