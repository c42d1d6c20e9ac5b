package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListIndex;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.acl.Verdict;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app acl check}: says whether a repository may use a label, and by which entry. */
@Command(
    name = "check",
    description = {
      "Say whether a repository may use a routing label, and by which entry. An owner alone stands for",
      "all repositories of that owner. The allow list is read afresh."
    },
    footer = {
      "",
      "Exit codes: 0 allowed; 1 not allowed, or the list cannot be read; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app acl check octo-org/firmware msr-morello",
    })
final class AclCheckCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin AclOptions acl = new AclOptions();
  @Mixin DataDirOption dataDir = new DataDirOption();
  @Mixin AclSubject subject = new AclSubject();

  @Option(names = "--json", description = "The answer as one JSON object.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(subject, AclSubject::entry);
    requirements.convert(dataDir.get(), acl::choice);
  }

  @Override
  public Integer call() throws AllowListException {
    try (AllowListSource source = adapters.get().allowListSource(acl.choice(dataDir.get()))) {
      AllowListIndex list = AllowListIndex.of(source.load());
      source.remark().ifPresent(spec.commandLine().getErr()::println);
      Verdict verdict = verdict(list, subject.entry());
      spec.commandLine().getOut().println(json ? JsonTree.text(object(verdict)) : line(verdict));
      return verdict.allowed() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** A whole owner is asked for under a name that no repository can have. */
  private static Verdict verdict(AllowListIndex list, AllowEntry asked) {
    String repo = asked instanceof AllowEntry.Repository repository ? repository.repo() : "/";
    return list.decide(asked.owner(), repo, asked.label());
  }

  private String line(Verdict verdict) {
    return verdict instanceof Verdict.Allowed allowed
        ? "allowed by " + AclLines.line(allowed.by())
        : "not allowed: no entry for " + subject.entry();
  }

  private ObjectNode object(Verdict verdict) {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("allowed", verdict.allowed());
    if (verdict instanceof Verdict.Allowed allowed) {
      out.set("by", AclLines.object(allowed.by()));
    }
    return out;
  }
}
