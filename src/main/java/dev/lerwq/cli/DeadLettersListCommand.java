package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.queues.Output;
import dev.lerwq.queues.Table;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code app dead-letters list}. */
@Command(
    name = "list",
    description = {
      "List dead letters: id, age, attempts, reason, subject, detail; oldest first. Columns are",
      "separated by tabs when the output is no terminal. Takes nothing."
    },
    footer = {
      "",
      "Examples:",
      "  app dead-letters list --busqueuesub msr-morello",
      "  app dead-letters list --busqueue work-complete --older_than 1d --json",
    })
final class DeadLettersListCommand implements Callable<Integer>, ChecksOptions {
  @Mixin DeadLetterOptions letters = new DeadLetterOptions();
  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    letters.check(requirements);
  }

  @Override
  public Integer call() throws InterruptedException {
    Instant now = Instant.now();
    List<InboundMessage> found;
    try (Bus open = letters.open(adapters.get())) {
      found = letters.letters(open, now).list();
    }
    if (found.isEmpty()) {
      spec.commandLine().getErr().println("No such dead letters in " + letters.source() + ".");
      return ExitCode.OK;
    }
    Output.to(spec.commandLine().getOut()).writeAll(lines(found, now));
    return ExitCode.OK;
  }

  private List<String> lines(List<InboundMessage> found, Instant now) {
    if (letters.json) {
      return found.stream()
          .map(message -> JsonTree.text(DeadLetterLines.json(message, false, now)))
          .toList();
    }
    Table table = DeadLetterLines.table(found, now);
    return Terminal.STDOUT.isOne() ? table.aligned() : table.separated();
  }
}
