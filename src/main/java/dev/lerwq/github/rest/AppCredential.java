package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Secret;
import java.io.IOException;
import java.util.Optional;
import org.kohsuke.github.extras.authorization.JWTTokenProvider;

/** The App itself: a short-lived JWT, signed with its private key. */
final class AppCredential implements Credential {
  /** No installation has this id. */
  static final long ACCOUNT = 0;

  private final JWTTokenProvider tokens;

  AppCredential(AppIdentity identity) {
    this.tokens = new JWTTokenProvider(Long.toString(identity.appId()), identity.key());
  }

  @Override
  public long account() {
    return ACCOUNT;
  }

  @Override
  public Secret authorization() throws GithubException {
    try {
      return new Secret(tokens.getEncodedAuthorization());
    } catch (IOException e) {
      throw new GithubException(Kind.FORBIDDEN, "signing as the App", Optional.empty(), e);
    }
  }

  /** A JWT is made here; another one would be refused as well. */
  @Override
  public boolean forget(Secret refused) {
    return false;
  }
}
