package dev.lerwq.cli;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListIndex;
import dev.lerwq.acl.Verdict;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code app acl deny}: removes an entry from the allow list. */
@Command(
    name = "deny",
    description = {
      "Remove the entry that allows an owner or a repository to use a routing label. A repository",
      "whose owner is allowed stays allowed, and the command says so and exits with 1."
    },
    footer = {
      "",
      "Examples:",
      "  app acl deny octo-org/firmware msr-morello --reason 'ticket 4712'",
    })
final class AclDenyCommand implements Callable<Integer>, ChecksOptions {
  @Mixin AclEdit edit = new AclEdit();
  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    edit.check(requirements);
  }

  @Override
  public Integer call() throws AllowListException {
    String already = edit.apply(adapters.get(), "deny", AllowListEditor::deny);
    spec.commandLine().getOut().println(already + "without an entry: " + edit.entry());
    return edit.entry() instanceof AllowEntry.Repository repository && stillAllowed(repository)
        ? ExitCode.FAILED
        : ExitCode.OK;
  }

  private boolean stillAllowed(AllowEntry.Repository repository) throws AllowListException {
    List<AllowEntry> entries;
    try (AllowListEditor editor = edit.open(adapters.get())) {
      entries = editor.entries();
    }
    Verdict verdict =
        AllowListIndex.of(entries)
            .decide(repository.owner(), repository.repo(), repository.label());
    if (verdict instanceof Verdict.Allowed allowed) {
      spec.commandLine()
          .getErr()
          .println("It is still allowed, by the entry " + AclLines.line(allowed.by()));
    }
    return verdict.allowed();
  }
}
