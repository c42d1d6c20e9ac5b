package dev.lerwq.cli;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app list-acls}: who may use which routing label. */
@Command(
    name = "list-acls",
    aliases = "list-github-webhook-acls",
    description = "Show the allow list: USER owner label id, and REPO owner repo label id.",
    footer = {
      "",
      "Examples:",
      "  app list-acls",
      "  app list-acls --config azure.json --json",
    })
final class ListAclsCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin AclOptions acl = new AclOptions();
  @Mixin DataDirOption dataDir = new DataDirOption();

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Option(
      names = "--format",
      paramLabel = "legacy|json",
      defaultValue = "legacy",
      description =
          "legacy: USER owner label id, or REPO owner repo label id; json: like --json. Default:"
              + " ${DEFAULT-VALUE}.")
  Format format = Format.legacy;

  /** Spelled as on the command line. */
  enum Format {
    legacy,
    json;

    Format of(boolean wantsJson) {
      return wantsJson ? json : this;
    }
  }

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(dataDir.get(), acl::choice);
  }

  @Override
  public Integer call() throws AllowListException {
    try (AllowListSource source = adapters.get().allowListSource(acl.choice(dataDir.get()))) {
      List<AllowEntry> entries = source.load();
      source.remark().ifPresent(spec.commandLine().getErr()::println);
      PrintWriter out = spec.commandLine().getOut();
      for (AllowEntry entry : entries) {
        out.println(
            format.of(json) == Format.json
                ? JsonTree.text(AclLines.object(entry))
                : AclLines.line(entry));
      }
      return ExitCode.OK;
    }
  }
}
