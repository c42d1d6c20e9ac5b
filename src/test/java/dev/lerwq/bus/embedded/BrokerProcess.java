package dev.lerwq.bus.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.artemis.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** An {@link EmbeddedBroker} in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
  static final String PASSWORD = "s3cret";
  static final String OWN = "own";

  private final Process process;
  private final int port;
  private final BufferedReader out;

  private BrokerProcess(Process process, int port, BufferedReader out) {
    this.process = process;
    this.port = port;
    this.out = out;
  }

  static BrokerProcess start(Path directory) throws IOException {
    return start(directory, 0);
  }

  /** One that publishes messages itself: m0, m1, and so on to its queue {@link #OWN}. */
  static BrokerProcess start(Path directory, int messages) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                BrokerProcess.class.getName(),
                directory.toString(),
                Integer.toString(messages))
            .redirectError(directory.resolveSibling("broker.log").toFile())
            .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return new BrokerProcess(process, Integer.parseInt(line.substring(5)), out);
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

  /** The id of the next message of its own that it takes for safe. */
  String nextConfirmed() throws IOException {
    return out.readLine();
  }

  /** The broker's process. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedBroker broker =
        EmbeddedBroker.start(BrokerSettings.of(Path.of(arguments[0]), "127.0.0.1", 0, PASSWORD));
    System.out.println("port " + broker.port());
    JournalPublisher publisher = new JournalPublisher(broker.server(), Duration.ofSeconds(30));
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      String id = "m" + i;
      OutboundMessage message = OutboundMessage.of(id.getBytes(UTF_8)).withId(id);
      byte[] bytes = Wire.taken(message, Instant.now(), Duration.ofDays(7));
      var unused = publisher.publish(OWN, bytes).thenRun(() -> System.out.println(id));
    }
    Thread.currentThread().join();
  }
}
