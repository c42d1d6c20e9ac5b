package dev.lerwq.github.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.github.AppApi;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The App as it sees itself. */
final class RestAppApi implements AppApi {
  private final GithubHttp http;
  private final ApiBase base;
  private final TimeLimits limits;
  private final Credential app;

  RestAppApi(GithubHttp http, ApiBase base, TimeLimits limits, Credential app) {
    this.http = http;
    this.base = base;
    this.limits = limits;
    this.app = app;
  }

  @Override
  public Identity identity() throws GithubException {
    JsonNode json = get("/app");
    Map<String, String> permissions = new HashMap<>();
    json.path("permissions")
        .properties()
        .forEach(each -> permissions.put(each.getKey(), each.getValue().asText()));
    List<String> events = new ArrayList<>();
    json.path("events").forEach(event -> events.add(event.asText()));
    return new Identity(
        json.path("id").asLong(), json.path("slug").asText("?"), permissions, events);
  }

  @Override
  public Hook hook() throws GithubException {
    JsonNode json = get("/app/hook/config");
    return new Hook(
        json.path("url").asText(""),
        json.path("content_type").asText("form"),
        !json.path("insecure_ssl").asText("0").equals("1"),
        !json.path("secret").asText("").isEmpty());
  }

  /** Without credentials: a clock that is wrong makes for credentials that are refused. */
  @Override
  public Instant time() throws GithubException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(limits.connect()).build();
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/"))
            .timeout(limits.answer())
            .header("User-Agent", "lerwq")
            .build();
    try {
      HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
      return HttpDates.parse(answer.headers().firstValue("date"))
          .orElseThrow(() -> unavailable("GET /: the answer has no date", null));
    } catch (IOException e) {
      throw unavailable("GET /: not reached: " + e + " (" + base + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("GET /: interrupted", e);
    }
  }

  private JsonNode get(String path) throws GithubException {
    GithubHttp.Answer answer = http.send(GithubHttp.Call.get(path, app));
    try {
      return JsonTree.parse(answer.body());
    } catch (IOException e) {
      throw unavailable("GET " + path + ": the answer is not JSON", null);
    }
  }

  private static GithubException unavailable(String what, Throwable cause) {
    return new GithubException(Kind.UNAVAILABLE, what, Optional.empty(), cause);
  }
}
