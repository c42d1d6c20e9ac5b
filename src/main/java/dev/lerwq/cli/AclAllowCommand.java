package dev.lerwq.cli;

import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code app acl allow}: adds an entry to the allow list. */
@Command(
    name = "allow",
    description = {
      "Allow an owner or a repository to use a routing label. Who did it, when and why is kept with",
      "the entry. Allowing what is allowed already changes nothing."
    },
    footer = {
      "",
      "Examples:",
      "  app acl allow octo-org msr-morello",
      "  app acl allow octo-org/firmware msr-morello --reason 'ticket 4711'",
    })
final class AclAllowCommand implements Callable<Integer>, ChecksOptions {
  @Mixin AclEdit edit = new AclEdit();
  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    edit.check(requirements);
  }

  @Override
  public Integer call() throws AllowListException {
    String already = edit.apply(adapters.get(), "allow", AllowListEditor::allow);
    spec.commandLine().getOut().println(already + "allowed: " + edit.entry());
    return ExitCode.OK;
  }
}
