package dev.lerwq.github.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import dev.lerwq.json.JsonTree;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Self-hosted runners and jobs, which github-api does not cover or not without fetching the whole
 * repository first.
 */
final class RestRunnerApi implements RunnerApi {
  private final GithubHttp http;
  private final InstallationTokens tokens;
  private final RateBudget budget;
  private final boolean patient;

  RestRunnerApi(GithubHttp http, InstallationTokens tokens, RateBudget budget) {
    this(http, tokens, budget, false);
  }

  /**
   * @param patient whether its questions can wait
   */
  private RestRunnerApi(
      GithubHttp http, InstallationTokens tokens, RateBudget budget, boolean patient) {
    this.http = http;
    this.tokens = tokens;
    this.budget = budget;
    this.patient = patient;
  }

  @Override
  public RunnerApi housekeeping() {
    return new RestRunnerApi(http, tokens, budget, true);
  }

  private GithubHttp.Answer send(GithubHttp.Call call) throws GithubException {
    Optional<Duration> pause = patient ? budget.housekeepingPause() : Optional.empty();
    if (pause.isPresent()) {
      throw Refusals.saving(call.method() + " " + call.target(), pause.get());
    }
    return http.send(call);
  }

  @Override
  public Secret registrationToken(RepositoryRef repository) throws GithubException {
    String path = ApiPaths.runners(repository) + "/registration-token";
    JsonNode answer = AnswerJson.of(path, post(repository, path, Optional.empty()));
    return new Secret(AnswerJson.text(path, answer, "token"));
  }

  @Override
  public JitRunner generateJitConfig(RepositoryRef repository, JitRequest request)
      throws GithubException {
    String path = ApiPaths.runners(repository) + "/generate-jitconfig";
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", request.name())
            .put("runner_group_id", request.runnerGroupId())
            .put("work_folder", request.workFolder());
    request.labels().forEach(body.putArray("labels")::add);
    JsonNode answer = AnswerJson.of(path, post(repository, path, Optional.of(bytes(body))));
    return new JitRunner(
        AnswerJson.id(path, answer.path("runner")),
        new Secret(AnswerJson.text(path, answer, "encoded_jit_config")));
  }

  @Override
  public List<Runner> runners(RepositoryRef repository, Optional<String> name)
      throws GithubException {
    String path = ApiPaths.runners(repository);
    String query = "?per_page=100" + name.map(n -> "&name=" + encoded(n)).orElse("");
    List<Runner> all = new ArrayList<>();
    Optional<String> page = Optional.of(path + query);
    while (page.isPresent()) {
      GithubHttp.Answer answer = send(GithubHttp.Call.get(page.get(), as(repository)));
      for (JsonNode each : AnswerJson.of(path, answer).path("runners")) {
        Runner runner = runner(path, each);
        // An Enterprise Server that does not know the filter yet sends them all.
        if (name.isEmpty() || name.get().equals(runner.name())) {
          all.add(runner);
        }
      }
      page = LinkHeader.next(answer.headers());
    }
    return List.copyOf(all);
  }

  @Override
  public boolean deleteRunner(RepositoryRef repository, long runnerId) throws GithubException {
    String path = ApiPaths.runners(repository) + "/" + runnerId;
    try {
      send(new GithubHttp.Call("DELETE", path, as(repository), Optional.empty()));
      return true;
    } catch (GithubException e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public Optional<Job> job(RepositoryRef repository, long jobId) throws GithubException {
    String path = ApiPaths.repository(repository) + "/actions/jobs/" + jobId;
    JsonNode job;
    try {
      job = AnswerJson.of(path, send(GithubHttp.Call.get(path, as(repository))));
    } catch (GithubException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(
        new Job(
            AnswerJson.id(path, job),
            AnswerJson.text(path, job, "status"),
            AnswerJson.optionalText(job, "conclusion"),
            AnswerJson.optionalText(job, "runner_name")));
  }

  private GithubHttp.Answer post(RepositoryRef repository, String path, Optional<byte[]> body)
      throws GithubException {
    return send(new GithubHttp.Call("POST", path, as(repository), body));
  }

  private Credential as(RepositoryRef repository) {
    return tokens.of(repository.installation());
  }

  private static Runner runner(String path, JsonNode json) throws GithubException {
    List<String> labels = new ArrayList<>();
    json.path("labels").forEach(label -> labels.add(label.path("name").asText()));
    return new Runner(
        AnswerJson.id(path, json),
        AnswerJson.text(path, json, "name"),
        json.path("os").asText("unknown"),
        AnswerJson.text(path, json, "status"),
        json.path("busy").asBoolean(),
        labels);
  }

  private static byte[] bytes(JsonNode node) {
    return JsonTree.text(node).getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
