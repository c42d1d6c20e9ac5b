package dev.lerwq.github;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What GitHub has on record about the App itself. Calls block. */
public interface AppApi {

  /** The App that the credentials are of. */
  Identity identity() throws GithubException;

  /** The App's webhook as GitHub has it. */
  Hook hook() throws GithubException;

  /** The time by GitHub's clock, to the second; asked without credentials. */
  Instant time() throws GithubException;

  /**
   * @param slug the App's name in URLs
   * @param permissions such as {@code administration} to {@code write}
   * @param events that the App subscribes to
   */
  record Identity(long id, String slug, Map<String, String> permissions, List<String> events) {
    public Identity {
      permissions = Map.copyOf(permissions);
      events = List.copyOf(events);
    }
  }

  /**
   * @param url where deliveries go; empty if nowhere
   * @param contentType {@code json} or {@code form}
   * @param verifiesTls whether GitHub checks the receiver's certificate
   * @param hasSecret whether deliveries are signed
   */
  record Hook(String url, String contentType, boolean verifiesTls, boolean hasSecret) {}
}
