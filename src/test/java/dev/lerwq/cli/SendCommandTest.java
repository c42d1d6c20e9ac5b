package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lerwq.reflector.Signatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code app send} against a receiver. */
class SendCommandTest {
  @TempDir Path directory;

  private final Map<String, String> received = new ConcurrentHashMap<>();
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/webhooks/github", this::take);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    received.put("body", new String(body, StandardCharsets.UTF_8));
    for (String name :
        List.of("X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256", "Content-Type")) {
      received.put(name, String.valueOf(exchange.getRequestHeaders().getFirst(name)));
    }
    byte[] answer = "noted\n".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/github";
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void theBytesOfTheFileAreSignedAndPosted() throws IOException {
    String body = "{\"workflow_job\": {} }\n";
    CommandRun run =
        CommandRun.of(
            Map.of("LERWQ_WEBHOOK_SECRET", "hush"),
            "send",
            file("d.json", body),
            "--url",
            url(),
            "--delivery",
            "d-1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("200 noted\n");
    assertThat(received)
        .containsEntry("body", body)
        .containsEntry("X-GitHub-Event", "workflow_job")
        .containsEntry("X-GitHub-Delivery", "d-1")
        .containsEntry("Content-Type", "application/json")
        .containsEntry(
            "X-Hub-Signature-256",
            Signatures.header("hush", body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theGeneratedSecretOfThisMachineIsTheDefault() throws IOException {
    file("webhook-secret", "generated\n");
    CommandRun run =
        CommandRun.of(
            "send", file("d.json", "{\"zen\":1}"), "--url", url(), "--data_dir=" + directory);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(received.get("X-Hub-Signature-256"))
        .isEqualTo(Signatures.header("generated", "{\"zen\":1}".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aRefusalIsShownAndFails() throws IOException {
    status = 401;
    CommandRun run =
        CommandRun.of(
            "send", file("d.json", "{\"zen\":1}"), "--url=" + url(), "--webhook_secret=x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("401 noted\n");
  }

  @Test
  void nobodyThereIsAFailureOnStderr() throws IOException {
    server.stop(0);
    CommandRun run =
        CommandRun.of(
            "send", file("d.json", "{\"zen\":1}"), "--url=" + url(), "--webhook_secret=x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(url() + " did not answer");
  }

  @Test
  void aUrlAndASecretAreNeeded() throws IOException {
    CommandRun run =
        CommandRun.of("send", file("d.json", "{}"), "--url=mailto:x", "--data_dir=" + directory);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--url").contains("missing: --webhook_secret");
  }
}
