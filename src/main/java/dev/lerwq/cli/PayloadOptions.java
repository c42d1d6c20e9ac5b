package dev.lerwq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.config.ConfigException;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A webhook's body in a file, and the event that it is of. */
final class PayloadOptions {
  @Parameters(
      index = "0",
      paramLabel = "PAYLOAD.json",
      description = "The webhook's body, byte for byte; - for standard input.")
  String file = "";

  @Option(
      names = "--event",
      paramLabel = "NAME",
      description =
          "What X-GitHub-Event says. Default: told by the body for workflow_job, star and ping.")
  Optional<String> event = Optional.empty();

  /**
   * @throws ConfigException if the file cannot be read
   */
  byte[] read(InputStream standardInput) {
    try {
      return file.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /**
   * @throws ConfigException if it is not given and the body does not tell
   */
  String eventOf(byte[] body) {
    return event
        .or(() -> told(body))
        .orElseThrow(
            () ->
                new ConfigException(
                    "the body does not tell which event it is of; say so with --event"));
  }

  private static Optional<String> told(byte[] body) {
    JsonNode node;
    try {
      node = JsonTree.parse(body);
    } catch (IOException notJson) {
      return Optional.empty();
    }
    if (node.has("workflow_job")) {
      return Optional.of("workflow_job");
    }
    if (node.has("starred_at")) {
      return Optional.of("star");
    }
    return node.has("zen") ? Optional.of("ping") : Optional.empty();
  }
}
