package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A reflector with its embedded bus on free ports of loopback, and a directory of its own. */
final class ReflectorProcess implements AutoCloseable {
  static final String OWNER = "octo-org";
  static final String LABEL = "board";

  private final Path directory;
  private final App app;
  private final int port;

  private ReflectorProcess(Path directory, App app, int port) {
    this.directory = directory;
    this.app = app;
    this.port = port;
  }

  static ReflectorProcess start(String... more) throws IOException, InterruptedException {
    Path directory = App.scratch("reflector");
    Files.writeString(
        directory.resolve("acl.json"),
        "{\"AllowOwner\":[{\"id\":\"1\",\"owner\":\""
            + OWNER
            + "\",\"label\":\""
            + LABEL
            + "\"}],\"AllowRepository\":[]}");
    List<String> command =
        App.launcher(
            "reflector",
            "--data_dir=" + directory,
            "--http_host=127.0.0.1",
            "--http_port=0",
            "--management_port=0",
            "--bus_port=0");
    command.addAll(List.of(more));
    App app = App.start(directory, Map.of(), command);
    String port = app.await("takes webhooks at port (\\d+)");
    return new ReflectorProcess(directory, app, Integer.parseInt(port));
  }

  int port() {
    return port;
  }

  long pid() {
    return app.pid();
  }

  Path directory() {
    return directory;
  }

  String secret() throws IOException {
    return Files.readString(directory.resolve("webhook-secret")).strip();
  }

  String busUrl() throws IOException {
    return Files.readString(directory.resolve("broker-url")).strip();
  }

  @Override
  public void close() throws IOException {
    app.close();
    App.delete(directory);
  }
}
