package dev.lerwq.cli;

import dev.lerwq.executor.Executor;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.Limit;
import dev.lerwq.executor.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** From what was said for the process and for each slot to the settings of each slot. */
final class SlotSettings {
  /** The variable that tells a slot's scripts its name. */
  private static final String SLOT = "LERWQ_SLOT";

  /** Stands for a program that is missing, so that the others can still be looked at. */
  private static final String NOTHING = "true";

  /**
   * GitHub's limit of 64 for a runner's name, less {@code ephemeral-}, 13 digits of time, 12 of the
   * job's id, and two dashes.
   */
  private static final int LONGEST_HOST = 27;

  private final ExecutorOptions options;
  private final EntityOptions entities;
  private final Map<String, String> environment;

  SlotSettings(ExecutorOptions options, EntityOptions entities, Map<String, String> environment) {
    this.options = options;
    this.entities = entities;
    this.environment = environment;
  }

  /** Adds everything that is wrong, with the programs as well. */
  void check(Requirements requirements) {
    if (options.slots.isEmpty()) {
      Executor.problems(single(requirements)).forEach(requirements::problem);
      return;
    }
    for (ExecutorSettings slot : all(requirements)) {
      Requirements own = requirements.under("slot '" + name(slot) + "': ");
      Executor.problems(slot).forEach(own::problem);
    }
  }

  private String name(ExecutorSettings slot) {
    return slot.environment().getOrDefault(SLOT, slot.host());
  }

  /** The settings of the one slot of a process without {@code slots}. */
  ExecutorSettings single(Requirements requirements) {
    checkModes(requirements);
    Path directory = directory();
    checkDirectory(directory, requirements);
    return settings(new Values(Map.of(), requirements), host(), directory, Map.of(), options.loop);
  }

  /** The settings of each slot; those that nothing could be made of are left out. */
  List<ExecutorSettings> all(Requirements requirements) {
    if (options.slots.isEmpty()) {
      return List.of(single(requirements));
    }
    checkModes(requirements);
    Path directory = directory();
    checkDirectory(directory, requirements);
    List<ExecutorSettings> all = new ArrayList<>();
    Set<Path> directories = new HashSet<>();
    for (SlotDefinition slot : SlotDefinition.parse(options.slots.get(), requirements)) {
      Requirements own = requirements.under("slot '" + slot.name() + "': ");
      ExecutorSettings settings = slot(slot, directory, own);
      if (!directories.add(settings.workdir().normalize())) {
        own.problem("'workdir' is another slot's as well: " + settings.workdir());
      }
      all.add(settings);
    }
    return all;
  }

  private ExecutorSettings slot(SlotDefinition slot, Path directory, Requirements requirements) {
    String host = host() + "-" + slot.name();
    if (host.length() > LONGEST_HOST) {
      requirements.problem(
          "'"
              + host
              + "' makes runner names that are too long for GitHub; --host and the slot's name may"
              + " have "
              + (LONGEST_HOST - 1)
              + " characters together");
    }
    Map<String, String> variables = new HashMap<>();
    variables.put(SLOT, slot.name());
    variables.put("MORELLO_HOSTNAME", host);
    variables.putAll(slot.environment());
    return settings(
        new Values(slot.values(), requirements),
        host,
        Optional.ofNullable(slot.values().get("workdir"))
            .map(Path::of)
            .orElseGet(() -> directory.resolve(slot.name()))
            .toAbsolutePath(),
        variables,
        !options.once);
  }

  private ExecutorSettings settings(
      Values values, String host, Path workdir, Map<String, String> variables, boolean loop) {
    Optional<Path> prepare = values.path("github_prepare", options.githubPrepare);
    return new ExecutorSettings(
        host,
        values.text("busqueue", Optional.of(entities.workQueue)).orElseThrow(),
        values.text("busqueuesub", entities.subscription),
        entities.completeQueue,
        values.path("board_prepare", options.boardPrepare),
        prepare,
        values.required("remotecmd", options.remotecmd),
        values.required("github_run", options.githubRun),
        values.path("board_shutdown", options.boardShutdown),
        workdir,
        timeouts(values),
        loop,
        variables,
        values.text("prewarm", options.prewarm),
        !options.noQuarantine,
        options.jit.settings(values.requirements(), prepare.isPresent()));
  }

  /** A slot's own value of a key, else the process's. */
  private record Values(Map<String, String> own, Requirements requirements) {
    Optional<String> text(String key, Optional<String> common) {
      return Optional.ofNullable(own.get(key)).or(() -> common);
    }

    Optional<Path> path(String key, Optional<Path> common) {
      return Optional.ofNullable(own.get(key)).map(Path::of).or(() -> common);
    }

    String required(String key, Optional<String> common) {
      String value = requirements.require(key, text(key, common));
      return value == null ? NOTHING : value;
    }

    long seconds(String key, long common) {
      Function<String, Long> number =
          text -> {
            if (!text.matches("\\d{1,9}")) {
              throw new IllegalArgumentException(
                  "'" + key + "' has to be a number of seconds, and is '" + text + "'");
            }
            return Long.valueOf(text);
          };
      Long value = requirements.convert(own.get(key), number);
      return value == null ? common : value;
    }
  }

  private void checkModes(Requirements requirements) {
    if (options.once && options.loop) {
      requirements.problem("--once and --loop contradict each other: keep one");
    }
    if (options.drainTimeout < 0) {
      requirements.problem("--drain_timeout: must not be negative; 0 is for no limit");
    }
  }

  private static void checkDirectory(Path directory, Requirements requirements) {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      requirements.problem("--workdir: " + directory + " is no directory that can be written to");
    }
  }

  private Timeouts timeouts(Values values) {
    return Timeouts.defaults()
        .with(Limit.IDLE, Duration.ofSeconds(values.seconds("idle", options.idle)))
        .with(Limit.RUNNER_IDLE, Duration.ofSeconds(options.runnerIdle))
        .with(Limit.HANDOVER, Duration.ofSeconds(options.handover))
        .with(Limit.LINGER, Duration.ofSeconds(options.linger));
  }

  private Path directory() {
    return options
        .workdir
        .or(() -> Optional.ofNullable(environment.get("RUNTIME_DIRECTORY")).map(Path::of))
        .orElseGet(() -> Path.of(""))
        .toAbsolutePath();
  }

  private String host() {
    return host(options, environment);
  }

  static String host(ExecutorOptions options, Map<String, String> environment) {
    return options
        .host
        .or(() -> Optional.ofNullable(environment.get("MORELLO_HOSTNAME")))
        .filter(name -> !name.isBlank())
        .orElseGet(SlotSettings::machineName);
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
