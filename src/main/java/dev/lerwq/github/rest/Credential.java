package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.Secret;

/** On whose behalf a request is sent. */
interface Credential {

  /** The rate-limit account that requests are charged to: an installation, or the App itself. */
  long account();

  /** The value of the {@code Authorization} header. */
  Secret authorization() throws GithubException;

  /**
   * GitHub answered 401 to {@code refused}.
   *
   * @return whether asking again, with a fresh {@link #authorization()}, makes sense
   */
  boolean forget(Secret refused);
}
