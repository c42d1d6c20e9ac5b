package dev.lerwq.cli;

import dev.lerwq.config.ConfigException;
import dev.lerwq.github.Secret;
import dev.lerwq.wiring.Adapters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The GitHub App that speaks for lerwq. */
final class GithubOptions {
  @Option(names = "--github_appid", paramLabel = "ID", description = "The GitHub App's numeric id.")
  Optional<String> appId = Optional.empty();

  @Option(
      names = "--github_key",
      paramLabel = "PEM",
      description =
          "The App's private key in PEM (\\n in JSON is a newline), or the path of a file that holds"
              + " it. A secret: better in a file or the environment.")
  Optional<String> key = Optional.empty();

  @Option(
      names = "--github_api",
      paramLabel = "URL",
      defaultValue = "https://api.github.com",
      description = "Base URL of the REST API. Default: ${DEFAULT-VALUE}.")
  String api = "https://api.github.com";

  /** Adds what is wrong. */
  void check(Requirements requirements) {
    String id = requirements.require("github_appid", appId);
    Secret pem =
        requirements.convert(requirements.require("github_key", key), GithubOptions::readKey);
    if (id != null && pem != null) {
      requirements.convert(pem, value -> Adapters.checkedGithub(id, value, api));
    }
  }

  /** GitHub as the App sees it, or null and the problems. */
  Adapters.Github open(Requirements requirements, Adapters adapters) {
    String id = requirements.require("github_appid", appId);
    Secret pem =
        requirements.convert(requirements.require("github_key", key), GithubOptions::readKey);
    return id == null || pem == null
        ? null
        : requirements.convert(pem, value -> adapters.github(id, value, api));
  }

  static Secret readKey(String text) {
    String value = Secrets.resolve("github_key", text);
    if (value.contains("-----BEGIN")) {
      return new Secret(value);
    }
    try {
      return new Secret(Files.readString(Path.of(value)));
    } catch (InvalidPathException | IOException e) {
      throw new ConfigException(
          "github_key is neither a private key in PEM (-----BEGIN ...) nor the path of a readable"
              + " file",
          e);
    }
  }
}
