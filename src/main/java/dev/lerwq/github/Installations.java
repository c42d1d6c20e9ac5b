package dev.lerwq.github;

import java.util.List;

/** Where the App is installed, and what it can reach there. Calls block. */
public interface Installations {

  /** Every installation of the App, all pages. */
  List<Installation> installations() throws GithubException;

  /** The repositories that an installation reaches, all pages. */
  List<RepositoryRef> repositories(long installation) throws GithubException;

  /** The installation that covers a repository. */
  RepositoryRef find(String owner, String name) throws GithubException;

  /**
   * @param account login of the account it is installed on
   * @param suspended its tokens are refused for now
   */
  record Installation(long id, String account, boolean suspended) {}
}
