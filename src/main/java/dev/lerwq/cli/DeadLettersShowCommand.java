package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.queues.Output;
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

/** {@code app dead-letters show}. */
@Command(
    name = "show",
    description = "Show dead letters with everything about them, their bodies too. Takes nothing.",
    footer = {
      "",
      "Exit codes: 0 shown; 1 there is none, or the bus failed; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app dead-letters show --busqueuesub msr-morello --id githubQ-4711",
    })
final class DeadLettersShowCommand implements Callable<Integer>, ChecksOptions {
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
      spec.commandLine().getErr().println("No such dead letter in " + letters.source() + ".");
      return ExitCode.FAILED;
    }
    Output out = Output.to(spec.commandLine().getOut());
    for (InboundMessage message : found) {
      boolean read =
          out.write(
              letters.json
                  ? JsonTree.text(DeadLetterLines.json(message, true, now))
                  : DeadLetterLines.block(message, now));
      if (!read) {
        break;
      }
    }
    return ExitCode.OK;
  }
}
