package dev.lerwq.cli;

import dev.lerwq.executor.ExecutorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an executor does with a job. */
final class ExecutorOptions {
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

  @Mixin JitOptions jit = new JitOptions();

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
      description =
          "Exit after one job, for a supervisor to start afresh; with slots, when each has had one."
              + " The default without slots.")
  boolean once;

  @Option(names = "--loop", description = "Go on after a job instead. The default with slots.")
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

  @Option(
      names = "--prewarm",
      paramLabel = "FLAVOUR",
      description =
          "Prepare the board for jobs with this third label before one is there. Default: not.")
  Optional<String> prewarm = Optional.empty();

  @Option(
      names = "--no_quarantine",
      description =
          "Go on with a board that has failed preparation three times in a row; by default it is"
              + " taken out of service.")
  boolean noQuarantine;

  @Option(
      names = "--handover",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "On an AMQP bus, where a job whose executor is gone comes back at once: how long to leave it"
              + " alone, so that the other has ended what it had begun. Default: ${DEFAULT-VALUE}.")
  long handover = 30;

  @Option(
      names = "--slots",
      paramLabel = "JSON",
      description =
          "Several boards in one process, best in a file: a list of objects, each with a 'name' and"
              + " what is different there. Default: one board.")
  Optional<String> slots = Optional.empty();

  @Option(
      names = "--drain_timeout",
      paramLabel = "SECONDS",
      defaultValue = "21600",
      description =
          "After SIGTERM, break off jobs that have not ended within this time; 0 for never. Default:"
              + " ${DEFAULT-VALUE}.")
  long drainTimeout = 21600;

  /** Looks for everything that is wrong, in the programs as well. */
  void check(Requirements requirements, EntityOptions entities) {
    new SlotSettings(this, entities, System.getenv()).check(requirements);
  }

  /** The one board's, whatever {@link #slots} says. */
  ExecutorSettings settings(
      Requirements requirements, EntityOptions entities, Map<String, String> environment) {
    return new SlotSettings(this, entities, environment).single(requirements);
  }

  /** Each board's. */
  List<ExecutorSettings> slots(
      Requirements requirements, EntityOptions entities, Map<String, String> environment) {
    return new SlotSettings(this, entities, environment).all(requirements);
  }

  /** What the process is called. */
  String host() {
    return SlotSettings.host(this, System.getenv());
  }

  /** How long jobs that have begun may go on; zero for as long as they take. */
  Duration drainTimeout() {
    return Duration.ofSeconds(drainTimeout);
  }
}
