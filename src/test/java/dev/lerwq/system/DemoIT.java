package dev.lerwq.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.demo.Job;
import dev.lerwq.reflector.Signatures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer runs first. */
class DemoIT {
  private static final List<String> STAGES =
      List.of(
          "webhook sent",
          "lease taken",
          "board prepared",
          "runner registered",
          "runner started",
          "runner ran",
          "completion seen",
          "settled",
          "runner removed");

  @TempDir Path directory;

  @Test
  void theWholePathIsShownStageByStage() {
    try (Application demo = Application.start(directory, "demo")) {
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      // An executor can have the message before the reflector is told that it is durable.
      assertThat(demo.out())
          .containsSubsequence(STAGES)
          .containsSubsequence(
              "webhook sent", "reflector told: message on disk", "webhook accepted");
      assertThat(demo.out()).endsWith("The job is done.\n");
      assertThat(demo.err()).isEmpty();
    }
  }

  @Test
  void itStaysIfAskedToAndTakesMore() throws Exception {
    try (Application demo = Application.start(directory, "demo", "--stay")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !demo.alive() || demo.out().contains("Ctrl-C ends"));
      URI endpoint = URI.create(found(demo, "Webhooks are taken at (\\S+)"));
      Path secret = Path.of(found(demo, "The secret is in +(\\S+)"));
      Path sample = Path.of(found(demo, "--data-binary @(\\S+)"));
      byte[] body = Files.readAllBytes(sample);
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(endpoint)
                      .header("Content-Type", "application/json")
                      .header("X-GitHub-Event", "workflow_job")
                      .header(
                          "X-Hub-Signature-256",
                          Signatures.header(Files.readString(secret).strip(), body))
                      .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).startsWith("queued job ");
      demo.terminate();
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      assertThat(secret.getParent()).as(demo.err()).doesNotExist();
      assertThat(demo.err()).isEmpty();
    }
  }

  private static String found(Application demo, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(demo.out());
    assertThat(matcher.find()).as(demo.out() + demo.err()).isTrue();
    return matcher.group(1);
  }

  @Test
  void withCredentialsItIsTheGithubTheyAreFor() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      deployment.reflector.terminate();
      Job job = deployment.queueJob(Duration.ofMillis(5));
      Application demo =
          deployment.app(
              "demo",
              "--config=" + deployment.board("board-1").config,
              "--repo=" + Deployment.OWNER + "/" + Deployment.REPO,
              "--job=" + job.id(),
              "--labels=" + String.join(",", Deployment.LABELS),
              "--linger=1");
      assertThat(demo.exitCode()).as(demo.err() + demo.out()).isZero();
      assertThat(demo.out()).contains("The job is done.");
      assertThat(deployment.github.job(job.id()).orElseThrow().conclusion()).contains("success");
      assertThat(deployment.github.runners()).isEmpty();
    }
  }

  @Test
  void halfTheCredentialsAreNamed() {
    try (Application demo = Application.start(directory, "demo", "--github_appid=5")) {
      assertThat(demo.exitCode()).isEqualTo(2);
      assertThat(demo.err()).contains("--github_key", "--repo", "--job");
      assertThat(demo.out()).isEmpty();
    }
  }
}
