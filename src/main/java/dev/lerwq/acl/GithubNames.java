package dev.lerwq.acl;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What GitHub accepts as names. Each check answers what is wrong with a name, in words that follow
 * the name, or nothing.
 */
public final class GithubNames {
  private static final int LONGEST_OWNER = 39;
  private static final int LONGEST_REPO = 100;
  private static final int LONGEST_LABEL = 256;

  // New accounts may not end in a hyphen or have two in a row, but accounts from before that rule
  // do; managed users of an enterprise have an underscore before its short code.
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");
  private static final Pattern REPO = Pattern.compile("[A-Za-z0-9._-]+");

  private GithubNames() {}

  /**
   * Checks every name of an entry that is to be added.
   *
   * @throws IllegalArgumentException if one is wrong; the message says which and why
   */
  public static void check(AllowEntry entry) {
    require("owner", entry.owner(), ownerProblem(entry.owner()));
    if (entry instanceof AllowEntry.Repository r) {
      require("repository", r.repo(), repoProblem(r.repo()));
    }
    require("label", entry.label(), labelProblem(entry.label()));
  }

  static void require(String what, String name, Optional<String> problem) {
    if (problem.isPresent()) {
      throw new IllegalArgumentException(what + " '" + name + "' " + problem.get());
    }
  }

  /** A user's or organization's login. */
  public static Optional<String> ownerProblem(String owner) {
    if (owner.isEmpty()) {
      return Optional.of("is empty; expected a GitHub user or organization");
    }
    if (owner.length() > LONGEST_OWNER) {
      return Optional.of("is longer than the " + LONGEST_OWNER + " characters of a GitHub login");
    }
    return OWNER.matcher(owner).matches()
        ? Optional.empty()
        : Optional.of(
            "is no GitHub login: expected letters, digits, '-' and '_', not starting with '-'");
  }

  /** A repository's name, without its owner. */
  public static Optional<String> repoProblem(String repo) {
    if (repo.isEmpty()) {
      return Optional.of("is empty; expected a repository's name");
    }
    if (repo.length() > LONGEST_REPO) {
      return Optional.of("is longer than the " + LONGEST_REPO + " characters of a repository name");
    }
    if (repo.contains("/")) {
      return Optional.of("is no repository name: expected the name alone, without owner and '/'");
    }
    if (!REPO.matcher(repo).matches() || repo.equals(".") || repo.equals("..")) {
      return Optional.of("is no repository name: expected letters, digits, '-', '_' and '.'");
    }
    return AllowEntry.fold(repo).endsWith(".git")
        ? Optional.of("is no repository name: leave out '.git'")
        : Optional.empty();
  }

  /** A routing label. Commas separate labels where a runner is configured. */
  public static Optional<String> labelProblem(String label) {
    if (label.isBlank()) {
      return Optional.of("is empty; expected a routing label such as msr-morello");
    }
    if (label.length() > LONGEST_LABEL) {
      return Optional.of("is longer than the " + LONGEST_LABEL + " characters of a label");
    }
    if (!label.equals(label.strip())) {
      return Optional.of("starts or ends with white space, which no label does");
    }
    return label.indexOf(',') >= 0 || label.chars().anyMatch(Character::isISOControl)
        ? Optional.of("is no routing label: it has a comma or a control character")
        : Optional.empty();
  }
}
