package dev.lerwq.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The top of the command line without the commands, which {@link App} adds. */
@Command(
    name = "app",
    description =
        "lerwq, the Lightweight Ephemeral Runner Work Queue: GitHub CI jobs on your boards.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start with 'app demo', which shows the whole path on this machine and needs nothing.",
      "'app COMMAND --help' explains a command; every option can also be set in a --config file or",
      "in the environment as LERWQ_<OPTION>.",
    })
class Top {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;
}
