package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process, usually of {@code app}, started as a user starts it, and what it wrote. */
final class App implements AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final Path err;

  private App(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  /** The directory of the project. */
  static Path home() {
    return Path.of(System.getProperty("lerwq.home", ".")).toAbsolutePath().normalize();
  }

  static Path target() throws IOException {
    return Files.createDirectories(home().resolve("bench/target"));
  }

  static Path scratch(String name) throws IOException {
    return Files.createTempDirectory(target(), name + "-");
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  static List<String> launcher(String... args) {
    List<String> command = new ArrayList<>(List.of(home().resolve("app").toString()));
    command.addAll(List.of(args));
    return command;
  }

  static List<String> java(String... args) {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(List.of(args));
    return command;
  }

  static App start(Path directory, Map<String, String> environment, List<String> command)
      throws IOException {
    Path err = Files.createTempFile(directory, "err", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(err.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    return new App(builder.start(), err);
  }

  /** Waits for a line and returns the first group of the pattern. */
  String await(String regex) throws IOException, InterruptedException {
    return await(regex, 1);
  }

  /** Waits until there are so many such lines. */
  String await(String regex, int times) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      String written = Files.readString(err);
      List<MatchResult> found = pattern.matcher(written).results().toList();
      if (found.size() >= times) {
        MatchResult last = found.get(times - 1);
        return last.groupCount() == 0 ? last.group() : last.group(1);
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("not " + times + " lines like '" + regex + "':\n" + written);
      }
      Thread.sleep(20);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
