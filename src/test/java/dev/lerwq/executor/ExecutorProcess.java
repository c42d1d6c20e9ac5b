package dev.lerwq.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An executor in a JVM of its own, which can be killed. */
final class ExecutorProcess {
  private ExecutorProcess() {}

  /** What it does without a job. */
  enum Leisure {
    NONE,
    POWER_DOWN,
    PREWARM
  }

  /**
   * Runs one job with the scripts that are in the directory that it is given; or none, with
   * leisure.
   */
  public static void main(String... args) throws Exception {
    try (ExecutorRig rig = new ExecutorRig(Path.of(args[0]))) {
      switch (Leisure.valueOf(args[1])) {
        case POWER_DOWN -> System.exit(rig.limit(Limit.IDLE, Duration.ofMillis(1)).run());
        case PREWARM -> System.exit(rig.prewarm("cheribsd").run());
        case NONE -> {}
      }
      System.exit(rig.limit(Limit.LINGER, Duration.ofMinutes(1)).queueJob().run());
    }
  }

  static Process start(Path directory, Leisure leisure) throws IOException {
    return start(ExecutorProcess.class, directory, leisure.name());
  }

  /** Runs a class with the directory and more as its arguments. */
  static Process start(Class<?> main, Path directory, String... more) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main.getName(),
                directory.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("jvm.log").toFile())
        .start();
  }

  /** As a crash does: nothing is undone. */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a killed process does not end");
    }
  }
}
