package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Source;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.queues.Drain;
import dev.lerwq.queues.Limits;
import dev.lerwq.queues.Output;
import dev.lerwq.queues.Peek;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app queue-recv}: drains a queue and shows what was on it. */
@Command(
    name = "queue-recv",
    aliases = "azure-bus-queue-recv",
    description = {
      "Take messages from a queue and print them: sequence number, time, body. On a terminal, one",
      "line that sums each up.",
      "A message is removed only once it has been printed. Goes on until interrupted, unless --max,"
          + " --timeout or --follow=false says otherwise."
    },
    footer = {
      "",
      "Exit codes: 0 the end was reached, also by Ctrl-C, SIGTERM or a reader that went away; a",
      "message not printed by then stays on the queue. 1 the bus failed; 2 a setting is wrong.",
      "To take only some, use --max: what a pipe has swallowed counts as printed.",
      "",
      "Examples:",
      "  app queue-recv                      what the reflector noted, as it happens",
      "  app queue-recv --follow=false --json what is there now, one JSON object a line",
      "  app queue-recv --peek --verbose     look, and leave it there",
      "  app queue-recv --busqueue work-queue --busqueuesub msr-morello --dead_letter --max 1",
    })
final class QueueRecvCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Option(
      names = "--busqueue",
      paramLabel = "NAME",
      defaultValue = EntityOptions.DEBUG,
      description = "Queue or topic to take from. Default: ${DEFAULT-VALUE}.")
  String queue = EntityOptions.DEBUG;

  @Option(
      names = "--busqueuesub",
      paramLabel = "LABEL",
      description = "The topic's subscription; none for a queue.")
  Optional<String> subscription = Optional.empty();

  @Option(
      names = "--bussession",
      paramLabel = "NAME",
      description = "The session to take from, for a queue with sessions.")
  Optional<String> session = Optional.empty();

  @Option(names = "--dead_letter", description = "Take from its dead letters instead.")
  boolean deadLetter;

  @Option(names = "--peek", description = "Only look: take nothing.")
  boolean peek;

  @Option(
      names = "--follow",
      arity = "0..1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait for more; false: stop after what is there now. Default: true.")
  boolean follow = true;

  @Option(
      names = "--max",
      paramLabel = "N",
      defaultValue = "0",
      description = "Stop after so many messages. Default: never.")
  long max;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Stop once nothing has come for so long. Default: never.")
  long timeout;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    requirements.convert(this, QueueRecvCommand::source);
    if (max < 0) {
      requirements.problem("malformed: " + Spelling.everywhere("max") + ": must not be negative");
    }
    if (timeout < 0) {
      requirements.problem(
          "malformed: " + Spelling.everywhere("timeout") + ": must not be negative");
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Output out = Output.to(spec.commandLine().getOut());
    try (Bus open = adapters.get().openBus(bus.choice(), bus.dataDir())) {
      if (peek) {
        Peek looking = new Peek(open, source(), output.format(), out);
        Interruption.handle(looking::stop, open);
        looking.run(limits());
      } else {
        Output notes = Output.to(spec.commandLine().getErr());
        Drain drain = new Drain(open, source(), output.format(), out, notes);
        Interruption.handle(drain::stop, open);
        drain.run(limits());
      }
      return ExitCode.OK;
    }
  }

  private Limits limits() {
    if (!follow) {
      return new Limits(max, Duration.ZERO);
    }
    return timeout > 0
        ? new Limits(max, Duration.ofSeconds(timeout))
        : new Limits(max, Limits.none().patience());
  }

  private Source source() {
    Source source = new Source(queue, subscription, session, false);
    return deadLetter ? source.ofDeadLetters() : source;
  }
}
