package dev.lerwq.cli;

import dev.lerwq.executor.Executor;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.Limit;
import dev.lerwq.executor.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an executor does with a job. */
final class ExecutorOptions {
  private static final String NOTHING = "true";

  @Option(
      names = "--board_prepare",
      paramLabel = "SCRIPT",
      description = "Boots the board; called with the job's third label. 10 minutes at most.")
  Optional<Path> boardPrepare = Optional.empty();

  @Option(
      names = "--board_shutdown",
      paramLabel = "SCRIPT",
      description = "Powers the board down; called once when there has been no job for --idle.")
  Optional<Path> boardShutdown = Optional.empty();

  @Option(
      names = "--github_prepare",
      paramLabel = "SCRIPT",
      description =
          "Called as 'SCRIPT configure NAME LABELS URL TOKEN', leaves settings.json in --workdir;"
              + " and as 'SCRIPT remove' at the end. 30 seconds at most each.")
  Optional<Path> githubPrepare = Optional.empty();

  @Option(
      names = "--remotecmd",
      paramLabel = "PROGRAM",
      description =
          "Runs a command on the board, such as 'ssh root@board'; the command is its last argument.")
  Optional<String> remotecmd = Optional.empty();

  @Option(
      names = "--github_run",
      paramLabel = "COMMAND",
      description = "The command that runs the runner on the board.")
  Optional<String> githubRun = Optional.empty();

  @Option(
      names = "--workdir",
      paramLabel = "DIR",
      description =
          "Where settings.json and the journal are kept, and scripts are run. Default:"
              + " $RUNTIME_DIRECTORY, else the current directory.")
  Optional<Path> workdir = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "What this executor calls itself. Default: $MORELLO_HOSTNAME, else the machine's name.")
  Optional<String> host = Optional.empty();

  @Option(
      names = "--once",
      description = "Exit after one job, for a supervisor to start afresh. This is the default.")
  boolean once;

  @Option(names = "--loop", description = "Go on after a job instead.")
  boolean loop;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      defaultValue = "360",
      description = "Power the board down after so long without a job. Default: ${DEFAULT-VALUE}.")
  long idle = 360;

  @Option(
      names = "--runner_idle",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "After so long without a job, ask GitHub whether the runner still has one to wait for, and"
              + " take it down if not; 0 for never. Default: ${DEFAULT-VALUE}.")
  long runnerIdle = 600;

  @Option(
      names = "--linger",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long to wait for the completion message after the runner has ended. Default:"
              + " ${DEFAULT-VALUE}.")
  long linger = 60;

  /** Looks for everything that is wrong, in the programs as well. */
  void check(Requirements requirements, EntityOptions entities) {
    ExecutorSettings settings = settings(requirements, entities, System.getenv());
    Executor.problems(settings).forEach(requirements::problem);
  }

  /** With a harmless program where one is missing, so that the others can still be looked at. */
  ExecutorSettings settings(
      Requirements requirements, EntityOptions entities, Map<String, String> environment) {
    String remote = requirements.require("remotecmd", remotecmd);
    String run = requirements.require("github_run", githubRun);
    if (once && loop) {
      requirements.problem("--once and --loop contradict each other: keep one");
    }
    Path directory = directory(environment);
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      requirements.problem("--workdir: " + directory + " is no directory that can be written to");
    }
    return new ExecutorSettings(
        host.or(() -> Optional.ofNullable(environment.get("MORELLO_HOSTNAME")))
            .filter(name -> !name.isBlank())
            .orElseGet(ExecutorOptions::machineName),
        entities.workQueue,
        entities.subscription,
        entities.completeQueue,
        boardPrepare,
        githubPrepare,
        remote == null ? NOTHING : remote,
        run == null ? NOTHING : run,
        boardShutdown,
        directory,
        timeouts(),
        loop);
  }

  private Timeouts timeouts() {
    return Timeouts.defaults()
        .with(Limit.IDLE, Duration.ofSeconds(idle))
        .with(Limit.RUNNER_IDLE, Duration.ofSeconds(runnerIdle))
        .with(Limit.LINGER, Duration.ofSeconds(linger));
  }

  private Path directory(Map<String, String> environment) {
    return workdir
        .or(() -> Optional.ofNullable(environment.get("RUNTIME_DIRECTORY")).map(Path::of))
        .orElseGet(() -> Path.of(""))
        .toAbsolutePath();
  }

  /** Asks the kernel, since asking the network's name service may take long or fail. */
  static String machineName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException notLinux) {
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
    }
  }
}
