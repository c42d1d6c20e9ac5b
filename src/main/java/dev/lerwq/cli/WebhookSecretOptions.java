package dev.lerwq.cli;

import dev.lerwq.config.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The webhook's secret for those who make signatures. */
final class WebhookSecretOptions {
  @Option(
      names = "--webhook_secret",
      paramLabel = "SECRET",
      description =
          "The webhook's secret, or @ and the absolute path of a file with it. Default: what a"
              + " reflector generated in --data_dir. A secret: better in a file or the environment.")
  Optional<String> secret = Optional.empty();

  /** The secret, or the generated one, if there is any. */
  Optional<String> find(DataDir dataDir) {
    return secret
        .map(value -> Secrets.resolve("webhook_secret", value))
        .or(() -> generated(dataDir));
  }

  private static Optional<String> generated(DataDir dataDir) {
    try {
      return Optional.of(Files.readString(dataDir.webhookSecretFile()).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException none) {
      return Optional.empty();
    }
  }
}
