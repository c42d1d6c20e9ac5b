package dev.lerwq.cli;

import dev.lerwq.bus.Source;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The names of the bus's entities. */
final class EntityOptions {
  static final String WORK_QUEUE = "work-queue";
  static final String WORK_COMPLETE = "work-complete";
  static final String DEBUG = "github-reflector-debug";

  @Option(
      names = "--busqueue",
      paramLabel = "NAME",
      defaultValue = WORK_QUEUE,
      description = "Topic or queue with the work. Default: ${DEFAULT-VALUE}.")
  String workQueue = WORK_QUEUE;

  @Option(
      names = "--busqueuesub",
      paramLabel = "LABEL",
      description =
          "The topic's subscription, which is named after the routing label. None for a plain queue.")
  Optional<String> subscription = Optional.empty();

  @Option(
      names = "--buscomplete",
      paramLabel = "NAME",
      defaultValue = WORK_COMPLETE,
      description = "Queue with sessions for completions. Default: ${DEFAULT-VALUE}.")
  String completeQueue = WORK_COMPLETE;

  Source workSource() {
    return subscription
        .map(label -> Source.subscription(workQueue, label))
        .orElseGet(() -> Source.queue(workQueue));
  }

  /** The usual entities, with this subscription. */
  EntityOptions of(String label) {
    subscription = Optional.of(label);
    return this;
  }
}
