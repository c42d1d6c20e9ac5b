package dev.lerwq.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.servicebus.ServiceBusBus;
import dev.lerwq.bus.servicebus.ServiceBusSettings;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Job;
import dev.lerwq.demo.SampleScripts;
import dev.lerwq.github.Secret;
import dev.lerwq.servicebus.peer.EntityOptions;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reflector, executors and a stand-in for GitHub, each where it would be: in its own process.
 * They meet on the reflector's embedded bus, or on what stands in for Azure Service Bus.
 */
final class Deployment implements AutoCloseable {
  static final String OWNER = "octo-org";
  static final String REPO = "firmware";
  static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  final Path dataDir;
  final GithubStandIn github;
  private final List<Application> started = new ArrayList<>();
  Application reflector;
  int httpPort;
  private int busPort;
  private final Optional<ServiceBusPeer> cloud;
  private final Vertx vertx = Vertx.vertx();
  private Bus observer;

  /** With the reflector's embedded bus. */
  Deployment(Path directory) throws IOException {
    this(directory, Optional.empty());
  }

  /** With a namespace in the cloud that has the entities. */
  Deployment(Path directory, ServiceBusPeer cloud) throws IOException {
    this(directory, Optional.of(cloud));
  }

  private Deployment(Path directory, Optional<ServiceBusPeer> cloud) throws IOException {
    this.directory = directory;
    this.cloud = cloud;
    this.dataDir = Files.createDirectories(directory.resolve("data"));
    this.github = GithubStandIn.start(directory.resolve("github"));
    github.addRepository(github.install(OWNER), OWNER, REPO);
    Files.writeString(
        dataDir.resolve("acl.json"),
        "{\"AllowOwner\":[{\"id\":\"1\",\"owner\":\"octo-org\",\"label\":\"msr-morello\"}]}");
    startReflector();
  }

  /** Starts the reflector, at the ports that it had before. */
  void startReflector() {
    reflector =
        app(
            "reflector",
            "--data_dir=" + dataDir,
            "--http_host=127.0.0.1",
            "--http_port=" + httpPort,
            "--management_port=0",
            cloud.map(Deployment::busconn).orElse("--bus_port=" + busPort));
    httpPort = Integer.parseInt(reflector.awaitLine("takes webhooks at port (\\d+),"));
    if (observer != null) {
      observer.close();
    }
    observer = cloud.map(Deployment::observe).orElseGet(this::observeEmbedded);
    github
        .webhooks()
        .deliverTo(
            URI.create("http://127.0.0.1:" + httpPort + "/webhooks/github"),
            new Secret(read(dataDir.resolve("webhook-secret")).strip()));
  }

  /** A namespace with the entities that a deployment has there. */
  static ServiceBusPeer namespace() {
    ServiceBusPeer bus = ServiceBusPeer.start();
    bus.topic("work-queue", Duration.ofDays(1));
    bus.subscription(
        "work-queue", LABELS.get(1), Optional.of(LABELS.get(1)), EntityOptions.standard());
    bus.queue("work-complete", EntityOptions.standard().withSessions());
    bus.queue("github-reflector-debug", EntityOptions.standard());
    return bus;
  }

  private static Bus observe(ServiceBusPeer cloud) {
    return new ServiceBusBus(ServiceBusSettings.connectionString(cloud.connectionString()));
  }

  private Bus observeEmbedded() {
    busPort = Integer.parseInt(reflector.awaitLine("The embedded bus listens on [^ ]*:(\\d+)\\. "));
    return new AmqpBus(vertx, AmqpSettings.parse(busUrl()));
  }

  private static String busconn(ServiceBusPeer cloud) {
    return "--busconn=" + cloud.connectionString();
  }

  /** How a command is told which bus to use. */
  String whichBus() {
    return cloud.map(Deployment::busconn).orElse("--data_dir=" + dataDir);
  }

  /** Runs a command of the application. */
  Application app(String... args) {
    return app(Map.of(), args);
  }

  /** The same with additions to the environment. */
  Application app(Map<String, String> environment, String... args) {
    Application application = Application.start(directory.resolve("output"), environment, args);
    started.add(application);
    return application;
  }

  /** A board with an executor's configuration for it. */
  Board board(String name) throws IOException {
    SampleScripts scripts =
        SampleScripts.unpack(directory.resolve("scripts-" + name), github.spool(), name);
    ObjectNode config = JSON.createObjectNode();
    for (Map.Entry<String, String> option : scripts.options().entrySet()) {
      config.put(option.getKey(), option.getValue());
    }
    config.put("github_appid", Long.parseLong(github.appId()));
    config.put("github_key", github.privateKey().reveal());
    config.put("github_api", github.api());
    config.put("busqueue", "work-queue").put("busqueuesub", LABELS.get(1));
    config.put("buscomplete", "work-complete").put("data_dir", dataDir.toString());
    cloud.ifPresent(bus -> config.put("busconn", bus.connectionString()));
    config.put("host", name).put("linger", 20).put("handover", 1);
    config.put("workdir", Files.createDirectories(directory.resolve("work-" + name)).toString());
    Path file = directory.resolve(name + ".json");
    Files.writeString(file, JSON.writeValueAsString(config));
    return new Board(name, file, scripts);
  }

  /** A configuration with boards called {@code HOST-SLOT} as the slots of that host. */
  String slots(String host, Board... boards) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(boards[0].config.toFile());
    config.put("host", host);
    config.put("workdir", Files.createDirectories(directory.resolve("work-" + host)).toString());
    ArrayNode slots = config.putArray("slots");
    for (Board board : boards) {
      ObjectNode slot = slots.addObject().put("name", board.name.substring(host.length() + 1));
      board.scripts.options().forEach(slot::put);
    }
    Path file = directory.resolve(host + ".json");
    Files.writeString(file, JSON.writeValueAsString(config));
    return file.toString();
  }

  final class Board {
    final String name;
    final Path config;
    final SampleScripts scripts;

    private Board(String name, Path config, SampleScripts scripts) {
      this.name = name;
      this.config = config;
      this.scripts = scripts;
    }

    /** Starts an executor for it and returns once it waits for jobs. */
    Application executor(String... more) {
      Application executor = launch(more);
      executor.awaitLine(": waiting: ");
      return executor;
    }

    Application launch(String... more) {
      List<String> args = new ArrayList<>(List.of("executor", "--config", config.toString()));
      args.addAll(List.of(more));
      return app(args.toArray(String[]::new));
    }

    /** Has its {@code board_prepare} go on only once there is a file. */
    void holdUntil(Path file) throws IOException {
      Path script = Path.of(scripts.options().get("board_prepare"));
      Path prepares = script.resolveSibling("board_prepare_then");
      Files.move(script, prepares);
      Files.writeString(
          script,
          "#!/bin/sh\nwhile [ ! -e '"
              + file
              + "' ]; do sleep 0.05; done\nexec '"
              + prepares
              + "' \"$@\"\n");
      Files.setPosixFilePermissions(script, Files.getPosixFilePermissions(prepares));
    }

    long preparations() {
      try {
        return scripts.boardLog().stream().filter(line -> line.startsWith("prepare")).count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Path workdir() {
      return directory.resolve("work-" + name);
    }
  }

  /** Queues a job that any runner of the routing label's boards may take. */
  Job queueJob(Duration takes) {
    return github.queueJob(OWNER, REPO, LABELS, takes, Job.Outcome.SUCCESS);
  }

  /** Queues a job that only the runner which is started for it can take. */
  Job queueOwnJob(Duration takes) {
    List<String> labels = List.of(LABELS.get(0), LABELS.get(1), "flavour-" + github.jobs().size());
    return github.queueJob(OWNER, REPO, labels, takes, Job.Outcome.SUCCESS);
  }

  long completed() {
    return github.jobs().stream().filter(job -> job.status().equals("completed")).count();
  }

  /** What an executor elsewhere is told to join by. */
  String busUrl() {
    return read(dataDir.resolve("broker-url")).strip();
  }

  /** What is on the bus now, looked at and left there. */
  List<InboundMessage> onTheBus(Source source) {
    return observer.peek(source, 0, 1000).toCompletableFuture().join();
  }

  /** What is on a queue now, taken from it; each message a line of JSON. */
  List<String> drain(String... queue) {
    List<String> args =
        new ArrayList<>(List.of("queue-recv", "--data_dir=" + dataDir, "--json", "--timeout", "1"));
    args.addAll(List.of(queue));
    Application drained = app(args.toArray(String[]::new));
    if (drained.exitCode() != 0) {
      throw new AssertionError(drained.err());
    }
    return drained.out().lines().toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    observer.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    started.forEach(Application::close);
    github.close();
  }
}
