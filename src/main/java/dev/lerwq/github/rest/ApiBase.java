package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The base URL of the REST API; requests, and with them tokens, go nowhere else. */
final class ApiBase {
  private static final Logger LOG = Logger.getLogger(ApiBase.class);
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[::1]");

  private final URI uri;
  private final String text;

  private ApiBase(URI uri) {
    this.uri = uri;
    this.text = uri.toString();
  }

  /**
   * @param option the value of {@code github_api}
   * @throws IllegalArgumentException if it cannot be a base URL; the message names the option
   */
  static ApiBase of(String option) {
    URI uri;
    try {
      uri = new URI(option.strip().replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw wrong("is not a URL");
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong("has to start with https://");
    }
    if (uri.getHost() == null) {
      throw wrong("names no host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong("has to be a plain URL, without user, query or fragment");
    }
    if (scheme.equals("http") && !LOOPBACK.matcher(uri.getHost()).matches()) {
      LOG.warnf("github_api %s: without TLS, everyone on the way can read the tokens", uri);
    }
    return new ApiBase(uri);
  }

  /**
   * The URL of a request.
   *
   * @param target a path below the base, or an absolute URL, as GitHub gives it for the next page
   * @throws GithubException if it leads to another host
   */
  URI resolve(String target) throws GithubException {
    if (target.startsWith("/") && !target.startsWith("//")) {
      return URI.create(text + target);
    }
    URI absolute;
    try {
      absolute = uri.resolve(target);
    } catch (IllegalArgumentException e) {
      throw refused("GitHub sent a link that is no URL");
    }
    boolean same =
        uri.getScheme().equalsIgnoreCase(absolute.getScheme())
            && uri.getRawAuthority().equalsIgnoreCase(absolute.getRawAuthority());
    if (!same) {
      throw refused("GitHub sent a link away from " + text + ", which is not followed");
    }
    return absolute;
  }

  private static GithubException refused(String why) {
    return new GithubException(Kind.REJECTED, why, Optional.empty(), null);
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "github_api " + what + "; it is a base URL such as https://api.github.com");
  }

  @Override
  public String toString() {
    return text;
  }
}
