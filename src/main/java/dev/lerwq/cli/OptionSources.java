package dev.lerwq.cli;

import dev.lerwq.config.ConfigFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Supplies options that are not on the command line: from the environment, then from the {@code
 * --config} files, then from the option's own default.
 */
final class OptionSources implements IDefaultValueProvider {
  /** Names that the Node.js predecessor's reflector read. */
  private static final Map<String, String> OLD_ENVIRONMENT =
      Map.of(
          "webhook_secret", "GITHUB_HMAC_KEY",
          "busname", "SBCONN__fullyQualifiedNamespace",
          "dbacct", "ACL_COSMOS");

  private static final Set<String> OF_THE_LAUNCHER = Set.of("LERWQ_ARCHIVE", "LERWQ_JAVA_OPTS");

  private static final Set<String> READ_OLD_NAMES =
      Set.of("reflector", "explain", "send", "doctor");

  /** Keys whose value is more than a text, and is handed on as JSON. */
  private static final Set<String> STRUCTURED = Set.of("slots");

  private final ConfigFiles files;
  private final Map<String, String> environment;
  private final Set<String> forgotten = new HashSet<>();

  OptionSources(ConfigFiles files, Map<String, String> environment) {
    this.files = files;
    this.environment = environment;
  }

  /** Reads the files that the arguments name with {@code --config}. */
  static ConfigFiles filesNamedBy(List<String> args) {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (arg.startsWith("--config=")) {
        paths.add(Path.of(arg.substring("--config=".length())));
      } else if (arg.equals("--config") && i + 1 < args.size()) {
        paths.add(Path.of(args.get(++i)));
      }
    }
    return paths.isEmpty() ? ConfigFiles.NONE : ConfigFiles.read(paths);
  }

  /** Whether there are variables that may give an option a value. */
  static boolean mayBeSetIn(Map<String, String> environment) {
    for (String name : environment.keySet()) {
      boolean option = name.startsWith(Spelling.ENVIRONMENT) && !OF_THE_LAUNCHER.contains(name);
      if (option || OLD_ENVIRONMENT.containsValue(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.longestName().equals("--config")) {
      return null;
    }
    String key = Spelling.key(option.longestName());
    if (forgotten.contains(key)) {
      return null;
    }
    Optional<String> set = fromEnvironment(key, arg.command().name());
    return set.isPresent() ? set.get() : inFiles(key).orElse(null);
  }

  private Optional<String> inFiles(String key) {
    return STRUCTURED.contains(key) ? files.json(key) : files.value(key);
  }

  /** Leaves an option to its own default from now on. */
  void forget(String key) {
    forgotten.add(key);
  }

  /** Where a value came from, in words that follow it; empty for the command line. */
  String origin(String key, String value, String command) {
    Optional<String> set = fromEnvironment(key, command);
    if (set.isPresent()) {
      return set.get().equals(value) ? ", in the environment" : "";
    }
    return inFiles(key).filter(value::equals).flatMap(same -> files.fileOf(key)).stream()
        .map(file -> ", in " + file)
        .findFirst()
        .orElse("");
  }

  private Optional<String> fromEnvironment(String key, String command) {
    Optional<String> value = environmentValue(Spelling.environment(key));
    return value.isEmpty() && READ_OLD_NAMES.contains(command) && OLD_ENVIRONMENT.containsKey(key)
        ? environmentValue(OLD_ENVIRONMENT.get(key))
        : value;
  }

  /** A variable that is set to nothing counts as not set. */
  private Optional<String> environmentValue(String name) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }
}
