package dev.lerwq.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code app dead-letters}: what nobody could work on, and what to do with it. */
@Command(
    name = "dead-letters",
    description = "Look at the messages that nobody could work on, send them back or remove them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersRedriveCommand.class,
      DeadLettersPurgeCommand.class,
    },
    footer = {
      "",
      "Examples:",
      "  app dead-letters list --busqueuesub msr-morello",
      "  app dead-letters show --busqueuesub msr-morello --id githubQ-4711",
      "  app dead-letters redrive --busqueuesub msr-morello --reason MaxDeliveryCountExceeded",
      "  app dead-letters purge --busqueuesub msr-morello --older_than 7d",
    })
final class DeadLettersCommand {
  @Mixin ConfigOption config = new ConfigOption();
}
