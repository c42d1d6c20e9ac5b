package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.bus.BusAdmin;
import dev.lerwq.bus.BusAdmin.Inquiry;
import dev.lerwq.bus.QueueStats;
import dev.lerwq.bus.QueueStats.Count;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.queues.Ages;
import dev.lerwq.queues.Output;
import dev.lerwq.queues.Table;
import dev.lerwq.queues.Waiting;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app queue-stats}: how full the bus is. */
@Command(
    name = "queue-stats",
    description = {
      "Say how full each entity of the bus is.",
      "Messages, dead letters, the age of the oldest message, and consumers that are there.",
      "Columns are separated by tabs when the output is no terminal.",
      "An AMQP broker must be Artemis, and its user needs the right to manage; all subscriptions and",
      "sessions show then. On Service Bus this only peeks: it counts up to 1000, sees no consumers and",
      "only the subscription that --busqueuesub names; without one, --busqueue is taken for a queue.",
      "A dash is what the bus does not tell."
    },
    footer = {
      "",
      "Exit codes: 0 all told; 1 an entity could not be looked at, or the bus failed; 2 a setting is",
      "wrong.",
      "",
      "Examples:",
      "  app queue-stats",
      "  app queue-stats --config executor.json --json",
    })
final class QueueStatsCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin EntityOptions entities = new EntityOptions();

  @Option(
      names = "--busdebug",
      paramLabel = "NAME",
      defaultValue = EntityOptions.DEBUG,
      description = "Queue that gets a copy of everything. Default: ${DEFAULT-VALUE}.")
  String debug = EntityOptions.DEBUG;

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    requirements.convert(this, QueueStatsCommand::inquiries);
  }

  @Override
  public Integer call() throws InterruptedException {
    Instant now = Instant.now();
    List<QueueStats> stats;
    try (BusAdmin admin = adapters.get().busAdmin(bus.choice(), bus.dataDir())) {
      stats = Waiting.on(admin.stats(inquiries()));
    }
    Output.to(spec.commandLine().getOut()).writeAll(lines(stats, now));
    stats.stream()
        .flatMap(each -> each.problem().stream())
        .forEach(spec.commandLine().getErr()::println);
    return stats.stream().allMatch(each -> each.problem().isEmpty())
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private List<Inquiry> inquiries() {
    Set<String> known = entities.subscription.map(Set::of).orElse(Set.of());
    return List.of(
        Inquiry.topic(entities.workQueue, known),
        Inquiry.sessions(entities.completeQueue),
        Inquiry.queue(debug));
  }

  private List<String> lines(List<QueueStats> stats, Instant now) {
    if (json) {
      return stats.stream().map(each -> JsonTree.text(object(each, now))).toList();
    }
    Table table =
        new Table("ENTITY", "SUBSCRIPTION", "SESSIONS", "DEPTH", "DEAD", "OLDEST", "CONSUMERS");
    for (QueueStats each : stats) {
      table.add(
          List.of(
              each.entity(),
              each.subscription().orElse("-"),
              each.sessions().map(Object::toString).orElse("-"),
              each.depth().map(Count::toString).orElse("-"),
              each.deadLetters().map(Count::toString).orElse("-"),
              each.oldest().map(since -> Ages.format(since, now)).orElse("-"),
              each.consumers().map(Object::toString).orElse("-")));
    }
    return Terminal.STDOUT.isOne() ? table.aligned() : table.separated();
  }

  private static ObjectNode object(QueueStats stats, Instant now) {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("entity", stats.entity());
    stats.subscription().ifPresent(name -> out.put("subscription", name));
    stats.sessions().ifPresent(count -> out.put("sessions", count));
    stats.depth().ifPresent(count -> put(out, "depth", count));
    stats.deadLetters().ifPresent(count -> put(out, "deadLetters", count));
    stats
        .oldest()
        .ifPresent(
            since ->
                out.put("oldest", since.toString())
                    .put("oldestSeconds", Math.max(0, Duration.between(since, now).toSeconds())));
    stats.consumers().ifPresent(count -> out.put("consumers", count));
    stats.problem().ifPresent(problem -> out.put("problem", problem));
    return out;
  }

  private static void put(ObjectNode out, String name, Count count) {
    out.put(name, count.number());
    if (count.atLeast()) {
      out.put(name + "AtLeast", true);
    }
  }
}
