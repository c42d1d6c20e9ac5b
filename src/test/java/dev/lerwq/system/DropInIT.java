package dev.lerwq.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.cosmos.peer.CosmosPeer;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Job;
import dev.lerwq.demo.SampleScripts;
import dev.lerwq.github.Secret;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On Service Bus and Cosmos DB, configured as the Node.js predecessor is: its environment for the
 * reflector, its configuration file for the executor.
 */
class DropInIT {
  private static final String SECRET = "as it is in the App's settings";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void theWholePathOnAzure() throws Exception {
    try (ServiceBusPeer bus = Deployment.namespace();
        CosmosPeer cosmos = allowList();
        GithubStandIn github = GithubStandIn.start(directory.resolve("github"));
        Application reflector = reflector(bus, cosmos)) {
      github.addRepository(github.install(Deployment.OWNER), Deployment.OWNER, Deployment.REPO);
      int port = Integer.parseInt(reflector.awaitLine("takes webhooks at port (\\d+),"));
      reflector.awaitLine("read the allow list");
      github
          .webhooks()
          .deliverTo(URI.create("http://127.0.0.1:" + port + "/api/Post"), new Secret(SECRET));
      try (Application executor = executor(bus, github)) {
        executor.awaitLine(": waiting: ");
        Job job =
            github.queueJob(
                Deployment.OWNER,
                Deployment.REPO,
                Deployment.LABELS,
                Duration.ofMillis(5),
                Job.Outcome.SUCCESS);

        assertThat(executor.exitCode()).as(executor.err() + reflector.err()).isZero();
        assertThat(github.job(job.id()).orElseThrow().conclusion()).contains("success");
        assertThat(github.job(job.id()).orElseThrow().runner().orElseThrow())
            .startsWith("ephemeral-morello-7-");
        assertThat(github.runners()).isEmpty();
        assertThat(bus.depth("work-queue/subscriptions/msr-morello")).isZero();
        assertThat(bus.depth("work-complete")).isZero();
        await().until(() -> bus.depth("github-reflector-debug") == 3);
        assertThat(reflector.err()).doesNotContain(SECRET);
      }
    }
  }

  private static CosmosPeer allowList() throws Exception {
    CosmosPeer cosmos = new CosmosPeer();
    cosmos.createDatabase("GitHubWebHookDB");
    cosmos.createContainer("GitHubWebHookDB", "AllowOwner");
    cosmos.createContainer("GitHubWebHookDB", "AllowRepository");
    cosmos.put(
        "GitHubWebHookDB",
        "AllowOwner",
        "{\"id\":\"1\",\"owner\":\"Octo-Org\",\"label\":\"msr-morello\"}");
    return cosmos;
  }

  private Application reflector(ServiceBusPeer bus, CosmosPeer cosmos) {
    return Application.start(
        directory.resolve("output"),
        Map.of(
            "GITHUB_HMAC_KEY", SECRET,
            "LERWQ_BUSCONN", bus.connectionString(),
            "LERWQ_DBCONN", cosmos.connectionString()),
        "reflector",
        "--http_host=127.0.0.1",
        "--http_port=0",
        "--management_port=0");
  }

  /** The keys that the predecessor's file has, and no others. */
  private Application executor(ServiceBusPeer bus, GithubStandIn github) throws Exception {
    SampleScripts scripts =
        SampleScripts.unpack(directory.resolve("scripts"), github.spool(), "board");
    ObjectNode config = JSON.createObjectNode();
    config.put("busconn", bus.connectionString());
    config.put("busqueue", "work-queue").put("busqueuesub", "msr-morello");
    config.put("buscomplete", "work-complete");
    config.put("github_appid", Long.parseLong(github.appId()));
    config.put("github_key", github.privateKey().reveal());
    scripts.options().forEach(config::put);
    Path file = directory.resolve("executor.json");
    Files.writeString(file, JSON.writeValueAsString(config));
    Path workdir = Files.createDirectories(directory.resolve("run"));
    return Application.start(
        directory.resolve("output"),
        Map.of(
            "MORELLO_HOSTNAME", "morello-7",
            "RUNTIME_DIRECTORY", workdir.toString(),
            "LERWQ_GITHUB_API", github.api()),
        "executor",
        "--config",
        file.toString());
  }

  @Test
  void aNamespaceThatIsWrongIsAOneLineUsageError() {
    try (Application command =
        Application.start(
            directory.resolve("output"),
            Map.of(
                "LERWQ_BUSCONN",
                "Endpoint=sb://nowhere.invalid/;SharedAccessKeyName=a;SharedAccessKey=aHVzaA=="),
            "queue-recv",
            "--timeout=5")) {
      assertThat(command.exitCode()).isEqualTo(2);
      assertThat(command.err().lines()).hasSize(1);
      assertThat(command.err()).contains("busconn", "nowhere.invalid").doesNotContain("aHVzaA==");
      assertThat(command.out()).isEmpty();
    }
  }

  @Test
  void theReflectorStartsWithoutItsBusAndSaysThatItIsNotReady() throws Exception {
    try (CosmosPeer cosmos = allowList();
        Application reflector =
            Application.start(
                directory.resolve("output"),
                Map.of(
                    "GITHUB_HMAC_KEY",
                    SECRET,
                    "LERWQ_DBCONN",
                    cosmos.connectionString(),
                    "LERWQ_BUSCONN",
                    "Endpoint=sb://nowhere.invalid/;SharedAccessKeyName=a;"
                        + "SharedAccessKey=aHVzaA=="),
                "reflector",
                "--http_host=127.0.0.1",
                "--http_port=0",
                "--management_port=0")) {
      String port = reflector.awaitLine("metrics are at port (\\d+)");
      HttpRequest ready =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
      HttpClient client = HttpClient.newHttpClient();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                HttpResponse<String> health =
                    client.send(ready, HttpResponse.BodyHandlers.ofString());
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body())
                    .contains("busconn", "nowhere.invalid")
                    .doesNotContain("aHVzaA==");
              });
      HttpRequest metrics =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
      assertThat(client.send(metrics, HttpResponse.BodyHandlers.ofString()).body())
          .as("what alarms look for, before any delivery")
          .contains("lerwq_allowlist_age_seconds ", "lerwq_webhook_inflight 0.0")
          .contains("{event=\"workflow_job\",outcome=\"bus_unavailable\"} 0.0");
      assertThat(reflector.alive()).isTrue();
    }
  }
}
