package dev.lerwq.bus.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** An {@link EmbeddedBroker} in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
  static final String PASSWORD = "s3cret";

  private final Process process;
  private final int port;

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static BrokerProcess start(Path directory) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                BrokerProcess.class.getName(),
                directory.toString())
            .redirectError(directory.resolveSibling("broker.log").toFile())
            .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return new BrokerProcess(process, Integer.parseInt(line.substring(5)));
      }
    }
    throw new IOException("the broker's process ended before it told its port");
  }

  int port() {
    return port;
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** The broker's process. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedBroker broker =
        EmbeddedBroker.start(BrokerSettings.of(Path.of(arguments[0]), "127.0.0.1", 0, PASSWORD));
    System.out.println("port " + broker.port());
    Thread.currentThread().join();
  }
}
