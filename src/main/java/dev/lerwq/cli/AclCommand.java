package dev.lerwq.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code app acl}: looks at the allow list and changes it. */
@Command(
    name = "acl",
    description = "Allow owners and repositories to use a routing label, deny it, or check.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AclAllowCommand.class, AclDenyCommand.class, AclCheckCommand.class},
    footer = {
      "",
      "Examples:",
      "  app acl allow octo-org msr-morello --reason 'ticket 4711'",
      "  app acl check octo-org/firmware msr-morello",
      "  app acl deny octo-org/firmware msr-morello",
      "  app list-acls",
    })
final class AclCommand {
  @Mixin ConfigOption config = new ConfigOption();
}
