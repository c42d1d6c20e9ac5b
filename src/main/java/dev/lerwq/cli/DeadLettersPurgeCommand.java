package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.queues.DeadLetters;
import dev.lerwq.queues.MessageFormat;
import dev.lerwq.queues.Output;
import dev.lerwq.queues.Purge;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app dead-letters purge}. */
@Command(
    name = "purge",
    description = {
      "Remove dead letters for good. Each is printed before it is removed, with --json completely.",
      "Asks first on a terminal; elsewhere it needs --yes."
    },
    footer = {
      "",
      "Exit codes: 0 all that were there; 1 not all, or not confirmed; 2 a setting is wrong; 130",
      "interrupted.",
      "",
      "Examples:",
      "  app dead-letters purge --busqueuesub msr-morello --older_than 7d",
      "  app dead-letters purge --busqueue work-complete --yes --json >> purged.jsonl",
    })
final class DeadLettersPurgeCommand implements Callable<Integer>, ChecksOptions {
  @Mixin DeadLetterOptions letters = new DeadLetterOptions();

  @Option(names = "--dry_run", description = "Only print what would be removed.")
  boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    letters.check(requirements);
    if (!yes && !dryRun && !Terminal.STDIN.isOne()) {
      requirements.problem("missing: --yes, since there is no terminal to ask at");
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Bus open = letters.open(adapters.get())) {
      DeadLetters dead = letters.letters(open, Instant.now());
      Output out = Output.to(spec.commandLine().getOut());
      Output notes = Output.to(spec.commandLine().getErr());
      MessageFormat format = letters.json ? MessageFormat.json() : MessageFormat.plain();
      List<InboundMessage> found = dead.list();
      if (dryRun) {
        out.writeAll(found.stream().map(format::format).toList());
        notes.write(found.size() + " would be removed from " + letters.source() + ".");
        return ExitCode.OK;
      }
      if (!found.isEmpty() && !yes && !confirmed(found.size())) {
        notes.write("Nothing was removed.");
        return ExitCode.FAILED;
      }
      Interruption.handle(dead::stop, open);
      long removed = dead.treat(found.size(), new Purge(format, out, notes));
      notes.write(removed + " of " + found.size() + " removed from " + letters.source() + ".");
      return exitCode(dead, removed, found.size(), notes);
    }
  }

  /** What it means that not all were treated. */
  static int exitCode(DeadLetters dead, long treated, long found, Output notes) {
    if (treated == found) {
      return ExitCode.OK;
    }
    if (dead.isStopped()) {
      return Interruption.EXIT_CODE;
    }
    notes.write(
        "The others are gone or held by somebody else, or too many that were not meant are in front"
            + " of them. Try again, or with a wider filter.");
    return ExitCode.FAILED;
  }

  private boolean confirmed(int count) {
    return Question.confirmed(
        spec.commandLine().getErr(),
        "Remove " + count + " dead letters of " + letters.source() + " for good?");
  }
}
