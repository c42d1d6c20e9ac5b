package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.RepositoryRef;
import java.util.Optional;
import java.util.regex.Pattern;

/** ApiPaths below the API's base. Names come from messages, so they are checked before use. */
final class ApiPaths {
  /** What GitHub allows in logins and repository names. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private ApiPaths() {}

  static String repository(RepositoryRef repository) throws GithubException {
    return "/repos/" + checked(repository.owner()) + "/" + checked(repository.name());
  }

  static String runners(RepositoryRef repository) throws GithubException {
    return repository(repository) + "/actions/runners";
  }

  /** The name itself, if it can stand as one segment of a path. */
  static String checked(String name) throws GithubException {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new GithubException(
          Kind.REJECTED,
          "not asked: the owner or the repository has no name that GitHub allows",
          Optional.empty(),
          null);
    }
    return name;
  }
}
