package dev.lerwq.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.demo.RestServer.Refusal;
import dev.lerwq.demo.RestServer.Reply;
import dev.lerwq.demo.RestServer.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The part of GitHub's REST API that lerwq uses. */
final class RestRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String REPOSITORY = "/repos/([^/]+)/([^/]+)";
  private static final String RUNNERS = REPOSITORY + "/actions/runners";

  private final long appId;
  private final AppJwts jwts;
  private final Accounts accounts;
  private final IssuedTokens tokens;
  private final Jobs jobs;
  private final Runners runners;
  private final JobFloor floor;
  private final Payloads payloads;

  RestRoutes(
      long appId,
      AppJwts jwts,
      Accounts accounts,
      IssuedTokens tokens,
      Jobs jobs,
      Runners runners,
      JobFloor floor,
      Payloads payloads) {
    this.appId = appId;
    this.jwts = jwts;
    this.accounts = accounts;
    this.tokens = tokens;
    this.jobs = jobs;
    this.runners = runners;
    this.floor = floor;
    this.payloads = payloads;
  }

  void addTo(RestServer server) {
    server.route("GET", "/app", asApp(request -> Reply.of(200, app())));
    server.route(
        "GET",
        "/app/installations",
        asApp(r -> Pages.of(r, Optional.empty(), accounts.installations(), this::installation)));
    server.route(
        "GET",
        "/app/installations/(\\d+)",
        asApp(request -> Reply.of(200, installation(installation(request.number(0))))));
    server.route(
        "POST", "/app/installations/(\\d+)/access_tokens", asApp(this::createInstallationToken));
    server.route("GET", REPOSITORY + "/installation", asApp(this::installationOfRepository));
    server.route("GET", "/installation/repositories", this::repositories);
    server.route(
        "POST",
        RUNNERS + "/registration-token",
        inside((r, at) -> Reply.of(201, token(tokens.forRegistration(at)))));
    server.route(
        "POST",
        RUNNERS + "/remove-token",
        inside((r, at) -> Reply.of(201, token(tokens.forRemoval(at)))));
    server.route("POST", RUNNERS + "/generate-jitconfig", inside(this::generateJitConfig));
    server.route("GET", RUNNERS, inside(this::listRunners));
    server.route("DELETE", RUNNERS + "/(\\d+)", inside(this::deleteRunner));
    server.route("GET", REPOSITORY + "/actions/jobs/(\\d+)", inside(this::job));
  }

  private interface Inside {
    Reply answer(Request request, Repository repository) throws Refusal;
  }

  /** For requests that only the App itself may make. */
  RestServer.Handler asApp(RestServer.Handler handler) {
    return request -> {
      Optional<String> refusal = jwts.refusal(request.token());
      if (refusal.isPresent()) {
        throw new Refusal(401, refusal.get());
      }
      return handler.answer(request);
    };
  }

  /** For requests that an installation makes at one of its repositories. */
  private RestServer.Handler inside(Inside handler) {
    return request -> {
      long installation = caller(request);
      Repository repository =
          accounts
              .repository(request.parts().get(0), request.parts().get(1))
              .filter(found -> found.installation() == installation)
              .orElseThrow(() -> new Refusal(404, "Not Found"));
      return handler.answer(request, repository);
    };
  }

  private long caller(Request request) throws Refusal {
    long id =
        tokens.installation(request.token()).orElseThrow(() -> new Refusal(401, "Bad credentials"));
    refuseSuspended(installation(id));
    return id;
  }

  private Accounts.Installation installation(long id) throws Refusal {
    return accounts.installation(id).orElseThrow(() -> new Refusal(404, "Not Found"));
  }

  private static void refuseSuspended(Accounts.Installation found) throws Refusal {
    if (found.suspendedAt().isPresent()) {
      throw new Refusal(403, "This installation has been suspended");
    }
  }

  private Reply createInstallationToken(Request request) throws Refusal {
    Accounts.Installation found = installation(request.number(0));
    refuseSuspended(found);
    ObjectNode body = token(tokens.forInstallation(found.id()));
    body.putObject("permissions").put("administration", "write").put("actions", "read");
    return Reply.of(201, body.put("repository_selection", "selected"));
  }

  private Reply installationOfRepository(Request request) throws Refusal {
    Repository repository =
        accounts
            .repository(request.parts().get(0), request.parts().get(1))
            .orElseThrow(() -> new Refusal(404, "Not Found"));
    return Reply.of(200, installation(installation(repository.installation())));
  }

  private Reply repositories(Request request) throws Refusal {
    return Pages.of(
        request,
        Optional.of("repositories"),
        accounts.repositories(caller(request)),
        payloads::repository);
  }

  private Reply generateJitConfig(Request request, Repository at) throws Refusal {
    String name = request.body().path("name").asText("");
    List<String> labels = new ArrayList<>();
    request.body().path("labels").forEach(label -> labels.add(label.asText()));
    boolean group = request.body().path("runner_group_id").isIntegralNumber();
    if (name.isEmpty() || labels.isEmpty() || labels.size() > 100 || !group) {
      throw new Refusal(422, "Validation Failed");
    }
    Runner runner =
        floor
            .register(at, name, labels)
            .orElseThrow(
                () -> new Refusal(409, "Already exists - A runner with that name already exists."));
    String settings =
        String.format(
            "{\"runner\":\"%s\",\"labels\":\"%s\",\"url\":\"%s\"}",
            name, String.join(",", labels), at.htmlUrl());
    ObjectNode body = JSON.objectNode();
    body.set("runner", runner(runner));
    byte[] bytes = settings.getBytes(StandardCharsets.UTF_8);
    return Reply.of(201, body.put("encoded_jit_config", Base64.getEncoder().encodeToString(bytes)));
  }

  private Reply listRunners(Request request, Repository at) {
    Optional<String> name = Optional.ofNullable(request.query().get("name"));
    List<Runner> found =
        runners.at(at).stream().filter(r -> name.isEmpty() || name.get().equals(r.name())).toList();
    return Pages.of(request, Optional.of("runners"), found, this::runner);
  }

  private Reply deleteRunner(Request request, Repository at) throws Refusal {
    Runner runner =
        runners.find(at, request.number(2)).orElseThrow(() -> new Refusal(404, "Not Found"));
    if (!floor.deregister(runner)) {
      throw new Refusal(422, "Runner \"" + runner.name() + "\" is still running a job\"");
    }
    return Reply.empty(204);
  }

  private Reply job(Request request, Repository at) throws Refusal {
    Job job =
        jobs.find(request.number(2))
            .filter(j -> j.owner().equals(at.owner()) && j.repo().equals(at.name()))
            .orElseThrow(() -> new Refusal(404, "Not Found"));
    return Reply.of(200, payloads.job(job, at));
  }

  private ObjectNode app() {
    ObjectNode app = JSON.objectNode().put("id", appId).put("slug", "lerwq-demo");
    app.put("name", "lerwq demo").set("owner", payloads.account("octo-org", "Organization"));
    app.put("html_url", "https://github.com/apps/lerwq-demo");
    app.put("created_at", "2024-01-02T03:04:05Z").put("updated_at", "2026-02-03T04:05:06Z");
    app.putObject("permissions").put("administration", "write").put("actions", "read");
    app.putArray("events").add("workflow_job").add("star");
    return app.put("installations_count", accounts.installations().size());
  }

  private ObjectNode installation(Accounts.Installation found) {
    ObjectNode node = JSON.objectNode().put("id", found.id());
    node.set("account", payloads.account(found.account(), "Organization"));
    node.put("app_id", appId).put("target_type", "Organization");
    node.put("repository_selection", "selected");
    node.putObject("permissions").put("administration", "write").put("actions", "read");
    node.putArray("events").add("workflow_job").add("star");
    node.put("created_at", "2024-01-02T03:04:05Z").put("updated_at", "2026-02-03T04:05:06Z");
    node.put("suspended_at", found.suspendedAt().map(Payloads::instant).orElse(null));
    return node;
  }

  private JsonNode runner(Runner runner) {
    ObjectNode node = JSON.objectNode().put("id", runner.id()).put("name", runner.name());
    node.put("os", "linux").put("status", runner.online() ? "online" : "offline");
    node.put("busy", runner.busy()).put("ephemeral", true).put("runner_group_id", 1);
    ArrayNode labels = node.putArray("labels");
    long id = 0;
    for (String label : runner.labels()) {
      labels.addObject().put("id", ++id).put("name", label).put("type", "custom");
    }
    return node;
  }

  private static ObjectNode token(IssuedTokens.Issued issued) {
    return JSON.objectNode()
        .put("token", issued.token())
        .put("expires_at", Payloads.instant(issued.expires()));
  }
}
