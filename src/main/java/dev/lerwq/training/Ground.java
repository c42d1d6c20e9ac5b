package dev.lerwq.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.bus.Bus;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.DataDir;
import dev.lerwq.demo.Announcement;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Job;
import dev.lerwq.demo.SampleScripts;
import dev.lerwq.demo.Watcher;
import dev.lerwq.json.JsonTree;
import dev.lerwq.wiring.Adapters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that an executor talks to, with one job for it: a bus, a stand-in for GitHub and a board. In
 * a process of its own, so that the executor's process loads what an executor loads.
 */
final class Ground implements AutoCloseable {
  private static final String OWNER = "octo-org";
  private static final String REPO = "firmware";
  private static final List<String> LABELS = List.of("self-hosted", "board", "os");
  private static final String READY = "ready";

  private final Process process;
  private final Path directory;

  private Ground(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  /** Starts the process, and waits until it is ready. */
  static Ground elsewhere(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Ground.class.getName(),
                directory.toString())
            .redirectError(Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = said.readLine(); !READY.equals(line); line = said.readLine()) {
      if (line == null) {
        process.destroyForcibly();
        throw new IOException("there is no ground to train on");
      }
    }
    return new Ground(process, directory);
  }

  /** What the executor's options are. */
  Path executorConfig() {
    return directory.resolve("executor.json");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The process: ends with its standard input.
   *
   * @param arguments the directory for everything
   */
  public static void main(String... arguments) throws IOException {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    DataDir data = new DataDir(directory);
    data.create();
    try (Bus bus = new Adapters().reflectorBus(new BusChoice.Embedded(), data, "127.0.0.1", 0);
        GithubStandIn github = GithubStandIn.start(directory.resolve("github"))) {
      long installation = github.install(OWNER);
      github.addRepository(installation, OWNER, REPO);
      github.watch(new Announcer(bus, installation));
      writeConfig(directory, github);
      github.queueJob(OWNER, REPO, LABELS);
      System.out.println(READY);
      System.out.flush();
      System.in.read();
    }
    System.exit(0);
  }

  private static void writeConfig(Path directory, GithubStandIn github) throws IOException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    SampleScripts.unpack(directory.resolve("scripts"), github.spool(), "board")
        .options()
        .forEach(config::put);
    config
        .put("host", "training")
        .put("data_dir", directory.toString())
        .put("workdir", Files.createDirectories(directory.resolve("work")).toString())
        .put("busqueuesub", LABELS.get(1))
        .put("github_api", github.api())
        .put("github_appid", github.appId())
        .put("github_key", github.privateKey().reveal());
    Files.writeString(directory.resolve("executor.json"), JsonTree.text(config));
  }

  /** Publishes what a reflector would. */
  private record Announcer(Bus bus, long installation) implements Watcher {
    @Override
    public void jobChanged(Job job, String action) {
      Announcement.of(job, action, installation).ifPresent(this::publish);
    }

    private void publish(Announcement announcement) {
      var unused =
          bus.publish(announcement.destination(), announcement.message())
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      // The executor would wait for ever.
                      Runtime.getRuntime().halt(1);
                    }
                  });
    }
  }
}
