package dev.lerwq.cli;

import dev.lerwq.queues.MessageFormat;
import dev.lerwq.queues.PrettyFormat;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Option;

/** How messages are shown. */
final class OutputOptions {
  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Option(
      names = "--verbose",
      description = "On a terminal: the body too. It is always there otherwise.")
  boolean verbose;

  /** The format that fits where the output goes. */
  MessageFormat format() {
    return format(Terminal.STDOUT.isOne(), System.getenv());
  }

  /** See https://no-color.org for {@code NO_COLOR}. */
  MessageFormat format(boolean terminal, Map<String, String> environment) {
    if (json) {
      return MessageFormat.json();
    }
    if (!terminal) {
      return MessageFormat.plain();
    }
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new PrettyFormat(colour, verbose, ZoneId.systemDefault());
  }
}
