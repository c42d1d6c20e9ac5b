package dev.lerwq.github;

import java.time.Duration;
import java.util.Optional;

/** GitHub did not do what it was asked. The message holds method, path, status and request id. */
public final class GithubException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** Not reached, timed out, or answered 5xx: trying again may help. */
    UNAVAILABLE,
    /** 403 or 429 with a rate limit: nothing may be asked before {@link #retryAfter()}. */
    RATE_LIMITED,
    /** 401 or 403: the App's identity or permissions are at fault. */
    FORBIDDEN,
    /** 404: it is not there, or the App may not know that it is. */
    NOT_FOUND,
    /** 409: something of that name exists. */
    CONFLICT,
    /** Any other refusal, such as 422: trying again unchanged will not help. */
    REJECTED
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  public GithubException(
      Kind kind, String message, Optional<Duration> retryAfter, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** How long GitHub asked to be left alone. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
