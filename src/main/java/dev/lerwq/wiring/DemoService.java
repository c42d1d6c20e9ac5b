package dev.lerwq.wiring;

import dev.lerwq.bus.Bus;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.ConfigException;
import dev.lerwq.config.DataDir;
import dev.lerwq.demo.Demo;
import dev.lerwq.demo.DemoSession;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.SampleScripts;
import dev.lerwq.demo.SyntheticDelivery;
import dev.lerwq.demo.Timeline;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.Timeouts;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.Secret;
import dev.lerwq.reflector.Published;
import dev.lerwq.reflector.ReflectorSettings;
import dev.lerwq.reflector.Signatures;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts a demo together from the reflector of this process and everything around it. */
@Singleton
public class DemoService {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration REAL_LIMIT = Duration.ofHours(6);
  private static final String HOST = "demo-host";
  private static final String OWNER = "demo-org";
  private static final String REPO = "firmware";

  private final Adapters adapters;
  private final DataDir dataDir;
  private final ReflectorService reflector;
  private final ReflectorSettings reflectorSettings;
  private final HttpServer http;
  private final Timeline timeline = new Timeline();

  DemoService(
      Adapters adapters,
      DataDir dataDir,
      ReflectorService reflector,
      ReflectorSettings reflectorSettings,
      HttpServer http) {
    this.adapters = adapters;
    this.dataDir = dataDir;
    this.reflector = reflector;
    this.reflectorSettings = reflectorSettings;
    this.http = http;
  }

  /**
   * @param repository {@code owner/name}
   * @param api the base URL of the REST API
   */
  public record RealJob(String repository, long id, List<String> labels, String api) {}

  void onPublished(@Observes Published published) {
    if (published.channel().equals("work-queue") && published.durable()) {
      timeline.add(
          published.at(),
          "reflector told: message on disk",
          published.took(),
          published.id().orElse(""));
    }
  }

  /** A demo against the stand-in for GitHub. */
  public DemoSession withStandIn(List<String> labels) throws IOException, InterruptedException {
    allow(OWNER, labels.get(1));
    reflector.start();
    GithubStandIn standIn = GithubStandIn.start(dataDir.root().resolve("github"));
    standIn.addRepository(standIn.install(OWNER), OWNER, REPO);
    standIn.webhooks().deliverTo(endpoint(), new Secret(reflectorSettings.secrets().get(0)));
    SampleScripts scripts =
        SampleScripts.unpack(dataDir.root().resolve("scripts"), standIn.spool(), "demo-board");
    Adapters.Github api = adapters.github(standIn.appId(), standIn.privateKey(), standIn.api());
    Demo demo = park(settings(labels.get(1), scripts.options()), api);
    return new DemoSession(
        demo,
        timeline,
        place(),
        () -> standIn.queueJob(OWNER, REPO, labels),
        Optional.of(standIn),
        reflector::stop,
        LIMIT);
  }

  /** A demo against the real GitHub, for a job that is queued there. */
  public DemoSession withGithub(Adapters.Github api, ExecutorSettings settings, RealJob job)
      throws IOException, InterruptedException, GithubException {
    String[] names = job.repository().split("/", -1);
    if (names.length != 2) {
      throw new ConfigException("--repo has to be OWNER/NAME, and is " + job.repository());
    }
    RepositoryRef repository = api.installations().find(names[0], names[1]);
    allow(repository.owner(), job.labels().get(1));
    reflector.start();
    Demo demo = park(settings, api);
    byte[] body = SyntheticDelivery.queued(repository, job.id(), job.labels(), site(job.api()));
    return new DemoSession(
        demo, timeline, place(), () -> post(body), Optional.empty(), reflector::stop, REAL_LIMIT);
  }

  /** What everything of the demo is written to. */
  public Path directory() {
    return dataDir.root();
  }

  private Demo park(ExecutorSettings settings, Adapters.Github api) throws InterruptedException {
    Bus bus = adapters.openBus(new BusChoice.Embedded(), dataDir);
    Demo demo = new Demo(settings, bus, api.runners(), timeline);
    demo.park();
    return demo;
  }

  private DemoSession.Place place() {
    return new DemoSession.Place(
        endpoint(), dataDir.root(), dataDir.webhookSecretFile(), dataDir.brokerUrlFile());
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getPort() + "/webhooks/github");
  }

  /** The web site that belongs to an API; a test double on this machine plays github.com. */
  private static String site(String api) {
    URI uri = URI.create(api);
    return Set.of("api.github.com", "localhost", "127.0.0.1").contains(uri.getHost())
        ? "https://github.com"
        : uri.getScheme() + "://" + uri.getAuthority();
  }

  private void allow(String owner, String label) throws IOException {
    dataDir.create();
    Files.writeString(
        dataDir.allowList(),
        "{\"AllowOwner\":[{\"id\":\"demo\",\"owner\":\""
            + owner
            + "\",\"label\":\""
            + label
            + "\"}],\"AllowRepository\":[]}\n");
  }

  private ExecutorSettings settings(String label, Map<String, String> scripts) throws IOException {
    Path workdir = Files.createDirectories(dataDir.root().resolve("work"));
    return new ExecutorSettings(
        HOST,
        "work-queue",
        Optional.of(label),
        "work-complete",
        Optional.of(Path.of(scripts.get("board_prepare"))),
        Optional.of(Path.of(scripts.get("github_prepare"))),
        scripts.get("remotecmd"),
        scripts.get("github_run"),
        Optional.of(Path.of(scripts.get("board_shutdown"))),
        workdir,
        Timeouts.defaults(),
        true,
        Map.of(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private void post(byte[] body) throws IOException, InterruptedException {
    Instant start = Instant.now();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(endpoint())
                    .header("Content-Type", "application/json")
                    .header("X-GitHub-Event", "workflow_job")
                    .header("X-GitHub-Delivery", "demo")
                    .header(
                        "X-Hub-Signature-256",
                        Signatures.header(reflectorSettings.secrets().get(0), body))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    timeline.add(
        Instant.now(),
        "webhook accepted",
        Duration.between(start, Instant.now()),
        answer.statusCode() + " " + answer.body().strip());
    if (answer.statusCode() != 200 || !answer.body().startsWith("queued")) {
      throw new IOException("the reflector did not take the job: " + answer.body().strip());
    }
  }
}
