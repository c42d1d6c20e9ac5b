package dev.lerwq;

import dev.lerwq.cli.Invocation;
import dev.lerwq.cli.Invocation.Understood;
import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the launcher runs to learn which classes to put into the archive that later starts map into
 * memory: some commands that run without the application, and then the demo, which takes
 * everything. Ends the process; prints what the demo prints.
 */
public final class Training {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private Training() {}

  public static void main(String... args) throws Throwable {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    Path directory = Files.createTempDirectory("lerwq-training-");
    try {
      Path config = Files.writeString(directory.resolve("config.json"), "{\"busqueue\":\"q\"}\n");
      String acl = "--acl_file=" + directory.resolve("acl.json");
      run("--help");
      run("--version");
      run("executor", "--help");
      run("executor", "--no-such-option");
      run("acl", "allow", "octo-org", "board", acl, "--config", config.toString());
      run("list-acls", acl);
      run("list-acls", acl, "--json");
    } finally {
      delete(directory);
    }
    AotQuarkusEntryPoint.main("demo");
  }

  private static void run(String... line) {
    if (Invocation.understand(List.of(line), Map.of(), NOWHERE, NOWHERE)
        instanceof Understood.Run command) {
      command.invocation().run(NOWHERE, NOWHERE);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
