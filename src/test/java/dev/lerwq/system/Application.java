package dev.lerwq.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process of the packaged application, and what it wrote. */
final class Application implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path JAR =
      Path.of(System.getProperty("app.directory", "target/quarkus-app"), "app.jar");

  private final Process process;
  private final Path out;
  private final Path err;

  private Application(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with a directory for its output. */
  static Application start(Path directory, String... args) {
    return start(directory, Map.of(), args);
  }

  /** The same with additions to the environment. */
  static Application start(Path directory, Map<String, String> environment, String... args) {
    List<String> command = command();
    command.addAll(List.of(args));
    return start(directory, environment, args[0], command);
  }

  /** Starts a line of shell in which {@code $APP} is the application. */
  static Application shell(Path directory, Map<String, String> environment, String line) {
    Map<String, String> withApp = new HashMap<>(environment);
    withApp.put("APP", String.join(" ", command()));
    return start(directory, withApp, "shell", List.of("sh", "-c", line));
  }

  private static List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m"));
    if (Runtime.version().feature() >= 24) {
      // As the launcher does.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
    return command;
  }

  private static Application start(
      Path directory, Map<String, String> environment, String name, List<String> command) {
    try {
      Files.createDirectories(directory);
      Path out = Files.createTempFile(directory, name + "-", ".out");
      Path err = Path.of(out.toString().replace(".out", ".err"));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Application(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line on stderr and returns the first group of the pattern. */
  String awaitLine(String regex) {
    Pattern pattern = Pattern.compile(regex);
    await("'" + regex + "' in " + err)
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || pattern.matcher(err()).find());
    Matcher matcher = pattern.matcher(err());
    if (!matcher.find()) {
      throw new AssertionError("the process ended:\n" + err() + out());
    }
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  boolean alive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** What no process can prepare for. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGINT, as Ctrl-C sends it. */
  void interrupt() {
    try {
      int code = new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill: " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the process goes on:\n" + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      kill();
    }
  }
}
