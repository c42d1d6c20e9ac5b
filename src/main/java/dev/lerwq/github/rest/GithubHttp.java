package dev.lerwq.github.rest;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The one way out to GitHub. Puts on the headers and the credential, keeps the time limit and the
 * rate budget, and turns every answer but 2xx into a {@link GithubException}.
 */
final class GithubHttp {
  private static final Logger LOG = Logger.getLogger(GithubHttp.class);
  private static final int MOST_REDIRECTS = 3;

  private final ApiBase base;
  private final HttpClient client;
  private final Duration limit;
  private final RateBudget budget;
  private final Refusals refusals;

  GithubHttp(ApiBase base, TimeLimits limits, RateBudget budget, Clock clock) {
    this.base = base;
    this.limit = limits.answer();
    this.budget = budget;
    this.refusals = new Refusals(budget, clock);
    // Redirects are followed here, because the client would carry the token to any host.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * @param target a path below the API's base, with its query, or an absolute URL of the same API
   * @param body JSON, or empty for none
   */
  record Call(String method, String target, Credential credential, Optional<byte[]> body) {
    static Call get(String target, Credential credential) {
      return new Call("GET", target, credential, Optional.empty());
    }

    Call to(String other) {
      return new Call(method, other, credential, body);
    }
  }

  /** A successful answer. */
  record Answer(int status, HttpHeaders headers, byte[] body) {}

  /** Sends a request and waits for its answer, which is a success or else an exception. */
  Answer send(Call call) throws GithubException {
    Call current = call;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Answer answer = authorized(current);
      Optional<String> location = location(answer);
      if (location.isEmpty()) {
        return answer;
      }
      current = current.to(location.get());
    }
    throw new GithubException(
        Kind.REJECTED, what(call) + ": redirected without end", Optional.empty(), null);
  }

  private static Optional<String> location(Answer answer) {
    return answer.status() / 100 == 3 ? answer.headers().firstValue("location") : Optional.empty();
  }

  /** A token can be revoked before it expires; one 401 is therefore not believed. */
  private Answer authorized(Call call) throws GithubException {
    Secret authorization = call.credential().authorization();
    Answer answer = exchange(call, authorization);
    if (answer.status() == 401 && call.credential().forget(authorization)) {
      LOG.debugf("%s: 401, asking again with a new token", what(call));
      answer = exchange(call, call.credential().authorization());
    }
    boolean redirect = answer.status() / 100 == 3 && location(answer).isPresent();
    if (answer.status() / 100 != 2 && !redirect) {
      throw refused(call, answer);
    }
    return answer;
  }

  private GithubException refused(Call call, Answer answer) {
    long account = call.credential().account();
    GithubException refusal =
        refusals.refusal(
            what(call),
            account == AppCredential.ACCOUNT,
            answer.status(),
            answer.headers(),
            answer.body());
    refusal.retryAfter().ifPresent(pause -> budget.pauseFor(account, pause));
    return refusal;
  }

  private Answer exchange(Call call, Secret authorization) throws GithubException {
    long account = call.credential().account();
    Optional<Duration> pause = budget.pause(account);
    if (pause.isPresent()) {
      throw Refusals.pausing(what(call), pause.get());
    }
    HttpResponse<byte[]> response = await(call, request(call, authorization));
    budget.observe(account, response.headers());
    LOG.debugf(
        "%s: %d (request %s)",
        what(call),
        response.statusCode(),
        response.headers().firstValue("x-github-request-id").orElse("-"));
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  private HttpRequest request(Call call, Secret authorization) throws GithubException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(call.target()))
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .header("User-Agent", "lerwq")
            .header("Authorization", authorization.reveal());
    if (call.body().isPresent()) {
      request.header("Content-Type", "application/json");
    }
    return request
        .method(
            call.method(),
            call.body()
                .map(HttpRequest.BodyPublishers::ofByteArray)
                .orElseGet(HttpRequest.BodyPublishers::noBody))
        .build();
  }

  /** The client's own time limit ends with the headers; this one covers the body as well. */
  private HttpResponse<byte[]> await(Call call, HttpRequest request) throws GithubException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return response.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw unavailable(call, "no answer within " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw unavailable(call, "interrupted", e);
    } catch (ExecutionException e) {
      throw unavailable(call, "not reached: " + reason(e.getCause()), e.getCause());
    }
  }

  private static String reason(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }

  private GithubException unavailable(Call call, String why, Throwable cause) {
    return new GithubException(
        Kind.UNAVAILABLE, what(call) + ": " + why + " (" + base + ")", Optional.empty(), cause);
  }

  private String what(Call call) {
    URI uri = URI.create(call.target());
    return call.method() + " " + (uri.getRawPath() == null ? call.target() : uri.getRawPath());
  }
}
