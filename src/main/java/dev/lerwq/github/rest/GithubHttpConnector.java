package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/** Sends what github-api asks through {@link GithubHttp}. */
final class GithubHttpConnector implements GitHubConnector {
  private final GithubHttp http;
  private final Credential credential;

  GithubHttpConnector(GithubHttp http, Credential credential) {
    this.http = http;
    this.credential = credential;
  }

  @Override
  public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
    Optional<byte[]> body =
        request.hasBody() ? Optional.of(request.body().readAllBytes()) : Optional.empty();
    try {
      return new Response(
          request,
          http.send(
              new GithubHttp.Call(request.method(), request.url().toString(), credential, body)));
    } catch (GithubException e) {
      throw new Failure(e);
    }
  }

  /** Carries a {@link GithubException} through code that knows only {@link IOException}. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    private final GithubException reason;

    Failure(GithubException reason) {
      super(reason.getMessage(), reason);
      this.reason = reason;
    }

    GithubException reason() {
      return reason;
    }
  }

  private static final class Response extends GitHubConnectorResponse.ByteArrayResponse {
    private final byte[] body;

    private Response(GitHubConnectorRequest request, GithubHttp.Answer answer) {
      super(request, answer.status(), answer.headers().map());
      this.body = answer.body();
    }

    @Override
    protected InputStream rawBodyStream() {
      return new ByteArrayInputStream(body);
    }
  }
}
