package dev.lerwq.cli;

import picocli.CommandLine.Option;

/** Where a reflector publishes to, beside the queues that executors know too. */
final class PublishingOptions {
  @Option(
      names = "--busqueue_kind",
      paramLabel = "topic|queue",
      defaultValue = "topic",
      description =
          "What --busqueue is: a topic with a subscription for each routing label, or a plain queue"
              + " whose executors have no --busqueuesub. Default: ${DEFAULT-VALUE}.")
  Kind workQueueKind = Kind.topic;

  /** Spelled as on the command line. */
  enum Kind {
    topic,
    queue
  }

  @Option(
      names = "--busdebug",
      paramLabel = "NAME",
      defaultValue = EntityOptions.DEBUG,
      description = "Queue for a person looking in. Default: ${DEFAULT-VALUE}.")
  String debugQueue = EntityOptions.DEBUG;
}
