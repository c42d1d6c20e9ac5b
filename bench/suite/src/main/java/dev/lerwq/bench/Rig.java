package dev.lerwq.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Webhooks;
import dev.lerwq.github.Secret;
import dev.lerwq.reflector.Signatures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A reflector process, an executor process, a stand-in for GitHub, and scripts that only say
 * through a pipe that they were called.
 */
final class Rig implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory = App.scratch("rig");
  private final ReflectorProcess reflector;
  private final GithubStandIn github;
  private final App executor;
  private final RandomAccessFile calls;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int slots;
  private int queued;

  /**
   * @param slots how many boards the executor has
   */
  Rig(int slots) throws IOException, InterruptedException {
    reflector = ReflectorProcess.start();
    github = GithubStandIn.start(directory.resolve("github"));
    github.addRepository(
        github.install(ReflectorProcess.OWNER), ReflectorProcess.OWNER, "firmware");
    github.webhooks().deliverTo(endpoint(), new Secret(reflector.secret()));
    calls = pipe();
    ObjectNode config = JSON.createObjectNode();
    config.put("data_dir", reflector.directory().toString());
    config.put("busqueuesub", ReflectorProcess.LABEL);
    config.put("github_appid", github.appId()).put("github_api", github.api());
    config.put(
        "github_key",
        Files.writeString(directory.resolve("key.pem"), github.privateKey().reveal()).toString());
    config.put("board_prepare", script("board_prepare", "echo \"prepare $1\" >@PIPE@"));
    config.put(
        "github_prepare",
        script(
            "github_prepare",
            "[ \"$1\" != configure ] || { echo {} >settings.json; echo \"configure $2\" >@PIPE@; }"));
    config.put(
        "remotecmd",
        script(
            "remotecmd",
            "case $1 in run) echo run >@PIPE@ ;; *) while read -r l; do :; done ;; esac"));
    config.put("github_run", "run");
    if (slots > 1) {
      for (int i = 0; i < slots; i++) {
        config.withArray("slots").addObject().put("name", "s" + i);
      }
    }
    Path file = directory.resolve("executor.json");
    Files.writeString(file, config.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    executor =
        App.start(
            directory,
            Map.of(
                "RUNTIME_DIRECTORY", Files.createDirectory(directory.resolve("work")).toString()),
            App.launcher("executor", "--loop", "--config", file.toString()));
    this.slots = slots;
    awaitParked();
    Thread.sleep(2000);
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + reflector.port() + "/webhooks/github");
  }

  private RandomAccessFile pipe() throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    // Open for both, so that it does not end when a script closes it.
    return new RandomAccessFile(pipe.toFile(), "rw");
  }

  private String script(String name, String text) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve(name),
            "#!/bin/sh\n" + text.replace("@PIPE@", directory.resolve("pipe").toString()) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  /**
   * All slots are waiting again for a job: the last one's runner is removed, its board released.
   */
  private void awaitParked() throws IOException, InterruptedException {
    executor.await(": waiting: ", slots + queued);
  }

  long executorPid() {
    return executor.pid();
  }

  /** Runs one job from its webhook to its end, and says how long it took to reach the board. */
  Duration dispatch() throws IOException, InterruptedException {
    github.queueJob(
        ReflectorProcess.OWNER,
        "firmware",
        List.of("self-hosted", ReflectorProcess.LABEL, "f" + queued));
    await("prepare f" + queued);
    Instant prepared = Instant.now();
    String runner = await("configure ").substring("configure ".length());
    await("run");
    Webhooks.Delivery delivery = github.webhooks().deliveries().get(queued);
    queued++;
    complete(delivery.body(), runner);
    awaitParked();
    return Duration.between(delivery.at(), prepared);
  }

  private String await(String start) throws IOException {
    String line = calls.readLine();
    if (!line.startsWith(start)) {
      throw new IOException("expected '" + start + "' of a script, and got '" + line + "'");
    }
    return line;
  }

  private void complete(byte[] body, String runner) throws IOException, InterruptedException {
    ObjectNode event = (ObjectNode) JSON.readTree(body);
    event.put("action", "completed");
    ObjectNode job = (ObjectNode) event.path("workflow_job");
    job.put("status", "completed").put("conclusion", "success").put("runner_name", runner);
    byte[] text = JSON.writeValueAsBytes(event);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(endpoint())
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "workflow_job")
                .header("X-GitHub-Delivery", "completed-" + queued)
                .header("X-Hub-Signature-256", Signatures.header(reflector.secret(), text))
                .POST(HttpRequest.BodyPublishers.ofByteArray(text))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("a completion was not taken: " + answer.body());
    }
  }

  @Override
  public void close() throws IOException {
    executor.close();
    github.close();
    reflector.close();
    calls.close();
    App.delete(directory);
  }
}
