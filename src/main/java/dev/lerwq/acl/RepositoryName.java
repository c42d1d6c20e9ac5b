package dev.lerwq.acl;

/**
 * A repository as people write it, checked against GitHub's rules.
 *
 * @param owner login of its owner
 * @param repo its name, without the owner
 */
public record RepositoryName(String owner, String repo) {

  /**
   * @throws IllegalArgumentException if GitHub has no such names; the message says why
   */
  public RepositoryName {
    GithubNames.require("owner", owner, GithubNames.ownerProblem(owner));
    GithubNames.require("repository", repo, GithubNames.repoProblem(repo));
  }

  /**
   * Reads {@code owner/repo}.
   *
   * @throws IllegalArgumentException if it is not that; the message says why
   */
  public static RepositoryName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || text.contains("://")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no repository: expected owner/name, such as octo-org/hello");
    }
    return new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
  }

  /** {@code owner/repo}. */
  public String fullName() {
    return owner + "/" + repo;
  }
}
