package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Source;
import dev.lerwq.queues.Ages;
import dev.lerwq.queues.DeadLetterFilter;
import dev.lerwq.queues.DeadLetters;
import dev.lerwq.wiring.Adapters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. */
final class DeadLetterOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();

  @Option(
      names = "--busqueue",
      paramLabel = "NAME",
      defaultValue = EntityOptions.WORK_QUEUE,
      description = "Queue or topic whose dead letters. Default: ${DEFAULT-VALUE}.")
  String queue = EntityOptions.WORK_QUEUE;

  @Option(
      names = "--busqueuesub",
      paramLabel = "LABEL",
      description = "The topic's subscription; none for a queue.")
  Optional<String> subscription = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      split = ",",
      description = "Only those with this message id. May be given more than once.")
  List<String> ids = List.of();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Only those with this reason, in any case.")
  Optional<String> reason = Optional.empty();

  @Option(
      names = "--older_than",
      paramLabel = "SPAN",
      description =
          "Only those that the bus has had for longer, such as 7d, 1h30m or 45s. On Service Bus that"
              + " is since they were first sent.")
  Optional<String> olderThan = Optional.empty();

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    requirements.convert(this, DeadLetterOptions::source);
    requirements.convert(this, DeadLetterOptions::filter);
  }

  Bus open(Adapters adapters) {
    return adapters.openBus(bus.choice(), bus.dataDir());
  }

  /** Where they were before they died. */
  Source source() {
    return new Source(queue, subscription, Optional.empty(), false);
  }

  DeadLetters letters(Bus open, Instant now) {
    return new DeadLetters(open, source(), filter(), now);
  }

  private DeadLetterFilter filter() {
    try {
      return new DeadLetterFilter(Set.copyOf(ids), reason, olderThan.map(Ages::parse));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "malformed: " + Spelling.everywhere("older_than") + ": " + e.getMessage(), e);
    }
  }
}
