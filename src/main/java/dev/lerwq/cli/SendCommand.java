package dev.lerwq.cli;

import dev.lerwq.config.ConfigException;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.reflector.Signatures;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code app send}: signs a payload and posts it, to probe a deployment. */
@Command(
    name = "send",
    description = {
      "Sign a payload as GitHub does, post it to a reflector, and show what it answers."
    },
    footer = {
      "",
      "Exit codes: 0 it was accepted (2xx); 1 it was not; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app send delivery.json",
      "  app send delivery.json --url https://hooks.example.org/webhooks/github \\",
      "      --webhook_secret @/run/secrets/hook",
    })
final class SendCommand implements ChecksOptions, AnswersAtOnce {
  /** GitHub itself gives up after 10 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Mixin ConfigOption config = new ConfigOption();
  @Mixin PayloadOptions payload = new PayloadOptions();
  @Mixin DataDirOption dataDir = new DataDirOption();
  @Mixin WebhookSecretOptions secret = new WebhookSecretOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080/webhooks/github",
      description = "Where the reflector takes webhooks. Default: ${DEFAULT-VALUE}.")
  URI url = URI.create("http://127.0.0.1:8080/webhooks/github");

  @Option(
      names = "--delivery",
      paramLabel = "ID",
      description = "What X-GitHub-Delivery says. Default: a new one.")
  Optional<String> delivery = Optional.empty();

  @Override
  public void check(Requirements requirements) {
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      requirements.problem("--url: has to be like https://host/webhooks/github");
    }
    if (secret.find(dataDir.get()).isEmpty()) {
      requirements.require("webhook_secret", Optional.empty());
    }
  }

  @Override
  public int answer(PrintWriter out, PrintWriter err) {
    byte[] body = payload.read(System.in);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "lerwq")
            .header("X-GitHub-Event", payload.eventOf(body))
            .header("X-GitHub-Delivery", delivery.orElseGet(() -> UUID.randomUUID().toString()))
            .header(
                "X-Hub-Signature-256",
                Signatures.header(secret.find(dataDir.get()).orElseThrow(), body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      out.println(answer.statusCode() + " " + answer.body().strip());
      return answer.statusCode() / 100 == 2 ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException e) {
      err.println(url + " did not answer: " + e);
      return ExitCode.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigException("interrupted", e);
    }
  }
}
