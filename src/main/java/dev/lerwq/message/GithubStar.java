package dev.lerwq.message;

import java.util.List;
import java.util.Optional;

/**
 * A {@code star} event. Anyone can cause one, which makes it the operator's end-to-end probe.
 *
 * @param action {@code created} or {@code deleted}
 * @param starredAt ISO 8601; empty when the star was taken back
 * @param debug for each configured probe label, in order: may this repository run jobs with it?
 */
public record GithubStar(
    String action,
    Optional<String> starredAt,
    long installation,
    String owner,
    String repo,
    String repoHtmlUrl,
    List<Boolean> debug)
    implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "github-star";

  public GithubStar {
    debug = List.copyOf(debug);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
