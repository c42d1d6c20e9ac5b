package dev.lerwq.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.amqp.ArtemisAdmin;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.demo.GithubStandIn;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A deployment whose every part can be killed: a broker, executors of several boards, GitHub. */
final class Chaos implements AutoCloseable {
  static final String OWNER = "octo-org";
  static final String REPO = "firmware";
  static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");
  private static final int BOARDS_EACH = 3;

  private final String mark = UUID.randomUUID().toString();
  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<List<String>> arguments = new ArrayList<>();
  private final List<Child> executors = new ArrayList<>();
  private final Bus bus;
  final GithubStandIn github;
  final Announcements announcements;
  private final Path calm;
  private final int busPort;
  private Child broker;
  private int logs;

  /**
   * @param processes how many executors, each with {@value #BOARDS_EACH} boards
   */
  Chaos(Path directory, int processes, long seed) throws IOException {
    this.directory = directory;
    calm = directory.resolve("calm");
    broker = startBroker(0);
    busPort = Integer.parseInt(broker.ready());
    bus = new AmqpBus(vertx, settings());
    github = GithubStandIn.start(directory.resolve("github"));
    long installation = github.install(OWNER);
    github.addRepository(installation, OWNER, REPO);
    announcements = new Announcements(bus, installation);
    github.watch(announcements);
    Path key = Files.writeString(directory.resolve("key.pem"), github.privateKey().reveal());
    for (int i = 0; i < processes; i++) {
      List<String> command =
          new ArrayList<>(
              List.of(Integer.toString(busPort), github.api(), github.appId(), key.toString()));
      for (int j = 0; j < BOARDS_EACH; j++) {
        int board = i * BOARDS_EACH + j;
        command.add(
            Boards.make(
                    directory,
                    github.spool(),
                    "b" + board,
                    seed + 97L * board,
                    board % 2 == 1,
                    calm)
                .toString());
      }
      arguments.add(command);
      executors.add(startExecutor(i));
    }
  }

  private AmqpSettings settings() {
    return AmqpSettings.of(
        "127.0.0.1",
        busPort,
        false,
        Optional.of(new AmqpSettings.Login(EmbeddedBroker.USER, BrokerMain.PASSWORD)));
  }

  private Child startBroker(int port) {
    return Child.start(
        BrokerMain.class,
        log("broker"),
        mark,
        List.of(directory.resolve("bus").toString(), Integer.toString(port)));
  }

  private Child startExecutor(int number) {
    return Child.start(ExecutorMain.class, log("executor-" + number), mark, arguments.get(number));
  }

  private Path log(String name) {
    return directory.resolve(name + "-" + logs++ + ".log");
  }

  int executors() {
    return executors.size();
  }

  /** Kills an executor, and starts it again as its supervisor does. */
  void killExecutor(int number) {
    executors.get(number).kill();
    executors.set(number, startExecutor(number));
  }

  /** Kills the broker and starts it again. */
  void killBroker() {
    broker.kill();
    broker = startBroker(busPort);
    broker.ready();
  }

  /** From now on all scripts work, so that what is left can end. */
  void calm() throws IOException {
    Files.createFile(calm);
  }

  /** Drains all executors. */
  List<Integer> terminateExecutors() throws InterruptedException, IOException {
    List<Integer> codes = new ArrayList<>();
    for (Child executor : executors) {
      codes.add(executor.terminate());
    }
    return codes;
  }

  /** What is on the bus, dead letters and runners' sessions included; or why that is not known. */
  List<String> onTheBus() throws InterruptedException {
    try (BusAdmin admin = new ArtemisAdmin(vertx, settings())) {
      return Contents.of(admin, bus);
    } catch (BusException.Unavailable e) {
      // The broker cannot tell while it is just dropping a session's empty queue.
      return List.of(e.getMessage());
    }
  }

  /** The processes that the executors, dead or alive, have started and that are alive, by line. */
  List<String> processes() throws IOException {
    List<String> found = new ArrayList<>();
    String wanted = "LERWQ_CHAOS=" + mark;
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
      try {
        if (Files.readString(environment, ISO_8859_1).contains(wanted)) {
          found.add(process.info().commandLine().orElse("process " + process.pid()));
        }
      } catch (IOException e) {
        // Another user's, or gone by now.
        continue;
      }
    }
    return found;
  }

  /** Files that a board still has to be cleaned up by. */
  List<Path> leftFiles() throws IOException {
    try (var files = Files.walk(directory, 3)) {
      return files
          .filter(
              file ->
                  file.endsWith("work/journal.properties") || file.endsWith("work/settings.json"))
          .toList();
    }
  }

  /** How often the executors said something, over all their lives. */
  long said(String text) throws IOException {
    long count = 0;
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        try (var lines = Files.lines(file, ISO_8859_1)) {
          count += lines.filter(line -> line.startsWith(text)).count();
        }
      }
    }
    return count;
  }

  void stopBroker() {
    bus.close();
    broker.kill();
  }

  @Override
  public void close() {
    executors.forEach(Child::kill);
    stopBroker();
    github.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
