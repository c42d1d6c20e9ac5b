package dev.lerwq.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --config} and {@code --help}, which every command has. */
final class ConfigOption {
  /** Read before anything else, by {@link OptionSources}. */
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "JSON file with any of these options by name. May be given more than once: later files"
              + " win, the environment wins over files, the command line wins over both.")
  List<Path> files = List.of();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
