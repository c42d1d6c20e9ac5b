package dev.lerwq.bus.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.OutboundMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** An {@link EmbeddedBroker} in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
  static final String PASSWORD = "s3cret";
  static final String OWN = "own";
  static final String NAMELESS = "nameless";

  /** So large that after some hundred messages they go to page files. */
  private static final int BODY = 20_000;

  private final Process process;
  private final int port;
  private final BufferedReader out;

  private BrokerProcess(Process process, int port, BufferedReader out) {
    this.process = process;
    this.port = port;
    this.out = out;
  }

  static BrokerProcess start(Path directory) throws IOException {
    return start(directory, "usual", 0);
  }

  /**
   * One whose journal takes its time, so that what is confirmed too early is lost by a kill, and
   * that has little memory, so that messages are in page files soon.
   *
   * @param messages how many it publishes itself: m0, m2, and so on to its queue {@link #OWN}, with
   *     their names as ids, m1, m3, and so on to {@link #NAMELESS}, without ids
   */
  static BrokerProcess startSlow(Path directory, int messages) throws IOException {
    return start(directory, "slow", messages);
  }

  private static BrokerProcess start(Path directory, String kind, int messages) throws IOException {
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
                kind,
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

  /** A message whose first line is a name. */
  static OutboundMessage large(String name, int size) {
    return OutboundMessage.of(Arrays.copyOf((name + "\n").getBytes(UTF_8), size));
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

  /** The name of the next message of its own that it takes for safe. */
  String nextConfirmed() throws IOException {
    return out.readLine();
  }

  private static BrokerSettings slow(BrokerSettings usual) {
    return Variants.of(
        usual, usual.timeToLive(), Duration.ofMillis(50), 8L << 20, usual.maxDiskUsage());
  }

  /** The broker's process. */
  public static void main(String[] arguments) throws InterruptedException {
    BrokerSettings usual = BrokerSettings.of(Path.of(arguments[0]), "127.0.0.1", 0, PASSWORD);
    EmbeddedBroker broker = EmbeddedBroker.start(arguments[1].equals("slow") ? slow(usual) : usual);
    System.out.println("port " + broker.port());
    JournalPublisher publisher = new JournalPublisher(broker, Duration.ofSeconds(30));
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      String name = "m" + i;
      OutboundMessage message = large(name, BODY);
      var unused =
          (i % 2 == 0
                  ? publisher.publish(OWN, message.withId(name))
                  : publisher.publish(NAMELESS, message))
              .thenRun(() -> System.out.println(name));
    }
    Thread.currentThread().join();
  }
}
