package dev.lerwq.training;

import dev.lerwq.Main;
import dev.lerwq.cli.Invocation;
import dev.lerwq.cli.Invocation.Understood;
import dev.lerwq.demo.DemoSession;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.wiring.CommandLog;
import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Does what a start does, for the launcher to see which classes that takes and to put them into the
 * archive that later starts map into memory. Ends the process.
 */
public final class Training {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private static final int LIMIT_SECONDS = 60;

  private Training() {}

  /**
   * @param arguments {@code commands} for what runs without the application, an executor included;
   *     {@code application} for the application
   */
  public static void main(String... arguments) throws Throwable {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    switch (arguments[0]) {
      case "application" -> AotQuarkusEntryPoint.main("demo");
      case "commands" -> commands();
      default -> throw new IllegalArgumentException("no such training: " + arguments[0]);
    }
  }

  private static void commands() throws Throwable {
    endInTime();
    Path directory = Files.createTempDirectory("lerwq-training-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(directory)));
    Path config = Files.writeString(directory.resolve("config.json"), "{\"busqueue\":\"q\"}\n");
    String acl = "--acl_file=" + directory.resolve("acl.json");
    run("--version");
    run("list-acls", "--help");
    // This one is composed, not read from a page.
    run(Map.of("LERWQ_FORMAT", "json"), "list-acls", "--help");
    run("executor", "--no-such-option");
    run("acl", "allow", "octo-org", "board", acl, "--config", config.toString());
    run("list-acls", acl);
    try (Ground ground = Ground.elsewhere(directory.resolve("ground"))) {
      int exit = run("executor", "--once", "--config", ground.executorConfig().toString());
      if (exit != ExitCode.OK) {
        throw new IllegalStateException("the executor ended with " + exit);
      }
    }
    // The way in and the way out as well.
    Main.main("list-acls", acl, "--json");
  }

  /** The launcher waits for this when it has built the application. */
  private static void endInTime() {
    Thread watch =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(LIMIT_SECONDS);
                System.exit(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static void discard(Path directory) {
    try {
      DemoSession.discard(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String... line) {
    return run(Map.of(), line);
  }

  private static int run(Map<String, String> environment, String... line) {
    Understood understood = Invocation.understand(List.of(line), environment, NOWHERE, NOWHERE);
    if (understood instanceof Understood.Run command) {
      CommandLog.start(command.configuration());
      return command.invocation().run(NOWHERE, NOWHERE);
    }
    return ((Understood.Finished) understood).exitCode();
  }
}
