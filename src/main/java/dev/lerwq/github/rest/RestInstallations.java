package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.Installations;
import dev.lerwq.github.RepositoryRef;
import java.util.List;

/** Where the App is installed. */
final class RestInstallations implements Installations {
  private final AppEndpoints app;
  private final InstallationTokens tokens;

  RestInstallations(AppEndpoints app, InstallationTokens tokens) {
    this.app = app;
    this.tokens = tokens;
  }

  @Override
  public List<Installation> installations() throws GithubException {
    return app.installations();
  }

  @Override
  public List<RepositoryRef> repositories(long installation) throws GithubException {
    return app.repositories(tokens.of(installation));
  }

  @Override
  public RepositoryRef find(String owner, String name) throws GithubException {
    return new RepositoryRef(
        app.installationOf(ApiPaths.checked(owner), ApiPaths.checked(name)), owner, name);
  }
}
