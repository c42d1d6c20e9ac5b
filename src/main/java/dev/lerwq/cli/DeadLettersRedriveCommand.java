package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.queues.DeadLetters;
import dev.lerwq.queues.MessageJson;
import dev.lerwq.queues.Output;
import dev.lerwq.queues.PrettyFormat;
import dev.lerwq.queues.Redrive;
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

/** {@code app dead-letters redrive}. */
@Command(
    name = "redrive",
    description = {
      "Send dead letters back to where they came from.",
      "They go under a new message id, so that they are not taken for duplicates. A dead letter",
      "is removed only once the bus has its successor: whenever",
      "this is interrupted nothing is lost, and at worst one message arrives twice. Prints the old id",
      "and the new one."
    },
    footer = {
      "",
      "Exit codes: 0 all that were there; 1 not all; 2 a setting is wrong; 130 interrupted.",
      "",
      "Examples:",
      "  app dead-letters redrive --busqueuesub msr-morello --dry_run",
      "  app dead-letters redrive --busqueuesub msr-morello --id githubQ-4711",
    })
final class DeadLettersRedriveCommand implements Callable<Integer>, ChecksOptions {
  @Mixin DeadLetterOptions letters = new DeadLetterOptions();

  @Option(names = "--dry_run", description = "Only say what would be sent.")
  boolean dryRun;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    letters.check(requirements);
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Bus open = letters.open(adapters.get())) {
      DeadLetters dead = letters.letters(open, Instant.now());
      Output notes = Output.to(spec.commandLine().getErr());
      Redrive redrive = new Redrive(open, letters.source(), this::tell, notes);
      List<InboundMessage> found = dead.list();
      if (dryRun) {
        found.forEach(message -> tell(message, redrive.again(message)));
        notes.write(found.size() + " would be sent to " + redrive.destination() + ".");
        return ExitCode.OK;
      }
      Interruption.handle(dead::stop, open);
      long sent = dead.treat(found.size(), redrive);
      notes.write(sent + " of " + found.size() + " sent to " + redrive.destination() + ".");
      return DeadLettersPurgeCommand.exitCode(dead, sent, found.size(), notes);
    }
  }

  /** Whether anybody reads it makes no difference to the work. */
  private void tell(InboundMessage dead, OutboundMessage again) {
    String id = again.id().orElseThrow();
    String line =
        letters.json
            ? JsonTree.text(MessageJson.withoutBody(dead).put("newId", id))
            : PrettyFormat.visible(dead.id().orElse("-")) + "\t" + PrettyFormat.visible(id);
    boolean unused = Output.to(spec.commandLine().getOut()).write(line);
  }
}
