package dev.lerwq.github.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Installations.Installation;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.Secret;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kohsuke.github.GHApp;
import org.kohsuke.github.GHAppInstallation;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;

/** The endpoints of GitHub Apps: lists through github-api, tokens without it. */
final class AppEndpoints {
  private static final int PAGE = 100;

  private final GithubHttp http;
  private final ApiBase base;
  private final Credential app;
  private volatile GHApp self;

  AppEndpoints(GithubHttp http, ApiBase base, Credential app) {
    this.http = http;
    this.base = base;
    this.app = app;
  }

  InstallationTokens.Token issueToken(long installation) throws GithubException {
    try {
      return createToken(installation);
    } catch (GithubException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
      // Left as "not found", this would pass for the absence of the job or runner asked about.
      throw new GithubException(
          Kind.FORBIDDEN,
          "the App is not installed any more: " + e.getMessage(),
          Optional.empty(),
          e);
    }
  }

  /**
   * Asked for directly: an executor needs no other endpoint of the App's, and github-api would
   * first fetch the App and the installation.
   */
  private InstallationTokens.Token createToken(long installation) throws GithubException {
    String path = "/app/installations/" + installation + "/access_tokens";
    GithubHttp.Answer answer;
    try {
      answer = http.send(new GithubHttp.Call("POST", path, app, Optional.empty()));
    } catch (GithubException e) {
      throw e.kind() == Kind.FORBIDDEN ? refusal(installation, e) : e;
    }
    JsonNode json = AnswerJson.of(path, answer);
    String token = AnswerJson.text(path, json, "token");
    try {
      return new InstallationTokens.Token(
          new Secret("token " + token), Instant.parse(AnswerJson.text(path, json, "expires_at")));
    } catch (DateTimeParseException e) {
      throw AnswerJson.unreadable(path, "has no time in 'expires_at'");
    }
  }

  /** Says whose installation is suspended, if that is why; GitHub's refusal does not. */
  private GithubException refusal(long installation, GithubException refused) {
    try {
      GHAppInstallation found = ask(() -> self().getInstallationById(installation));
      if (ask(found::getSuspendedAt) != null) {
        return new GithubException(
            Kind.FORBIDDEN,
            "installation "
                + installation
                + " of the App on "
                + account(found)
                + " is suspended; its owner can lift that on GitHub",
            Optional.empty(),
            refused);
      }
    } catch (GithubException unknown) {
      // What counts is what was refused, not that the reason could not be found out.
      refused.addSuppressed(unknown);
    }
    return refused;
  }

  List<Installation> installations() throws GithubException {
    return ask(
        () -> {
          List<Installation> all = new ArrayList<>();
          for (GHAppInstallation each : self().listInstallations().withPageSize(PAGE)) {
            all.add(new Installation(each.getId(), account(each), each.getSuspendedAt() != null));
          }
          return List.copyOf(all);
        });
  }

  long installationOf(String owner, String name) throws GithubException {
    return ask(() -> self().getInstallationByRepository(owner, name).getId());
  }

  List<RepositoryRef> repositories(Credential installation) throws GithubException {
    return ask(
        () -> {
          List<RepositoryRef> all = new ArrayList<>();
          for (GHRepository each :
              github(installation).getInstallation().listRepositories().withPageSize(PAGE)) {
            all.add(new RepositoryRef(installation.account(), each.getOwnerName(), each.getName()));
          }
          return List.copyOf(all);
        });
  }

  private GHApp self() throws IOException {
    if (self == null) {
      self = github(app).getApp();
    }
    return self;
  }

  private GitHub github(Credential credential) throws IOException {
    return new GitHubBuilder()
        .withEndpoint(base.toString())
        .withConnector(new GithubHttpConnector(http, credential))
        // The library's defaults sleep until the limit is reset. GithubHttp answers first.
        .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
        .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
        .build();
  }

  private static String account(GHAppInstallation installation) {
    return installation.getAccount() == null ? "" : installation.getAccount().getLogin();
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  /** github-api wraps what its connector threw, sometimes more than once. */
  private static <T> T ask(Question<T> question) throws GithubException {
    try {
      return question.ask();
    } catch (IOException | RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof GithubHttpConnector.Failure failure) {
          throw failure.reason();
        }
      }
      throw new GithubException(
          Kind.UNAVAILABLE, "GitHub's answer could not be read", Optional.empty(), e);
    }
  }
}
