package dev.lerwq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.queues.Ages;
import dev.lerwq.queues.MessageJson;
import dev.lerwq.queues.PrettyFormat;
import dev.lerwq.queues.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How dead letters are shown. */
final class DeadLetterLines {
  private DeadLetterLines() {}

  static Table table(List<InboundMessage> messages, Instant now) {
    Table table = new Table("ID", "AGE", "ATTEMPTS", "REASON", "SUBJECT", "DETAIL");
    for (InboundMessage message : messages) {
      table.add(
          List.of(
              message.id().orElse("-"),
              Ages.format(message.enqueuedAt(), now),
              Integer.toString(message.attempt()),
              message.deadLetter().map(DeadLetter::reason).orElse("-"),
              message.subject().or(message::session).orElse("-"),
              message.deadLetter().map(DeadLetter::detail).orElse("")));
    }
    return table;
  }

  static ObjectNode json(InboundMessage message, boolean body, Instant now) {
    ObjectNode out = body ? MessageJson.withBody(message) : MessageJson.withoutBody(message);
    if (!message.enqueuedAt().equals(Instant.EPOCH)) {
      out.put("ageSeconds", Math.max(0, Duration.between(message.enqueuedAt(), now).toSeconds()));
    }
    return out;
  }

  /** Everything about one, over several lines. */
  static String block(InboundMessage message, Instant now) {
    StringBuilder out = new StringBuilder();
    line(out, "id", message.id().orElse("-"));
    line(out, "number", Long.toString(message.sequence()));
    message.subject().ifPresent(subject -> line(out, "subject", subject));
    message.session().ifPresent(session -> line(out, "session", session));
    boolean known = !message.enqueuedAt().equals(Instant.EPOCH);
    line(
        out,
        "enqueued",
        known
            ? message.enqueuedAt() + ", " + Ages.format(message.enqueuedAt(), now) + " ago"
            : "not known");
    line(out, "attempts", Integer.toString(message.attempt()));
    line(out, "reason", message.deadLetter().map(DeadLetter::reason).orElse("-"));
    line(out, "detail", message.deadLetter().map(DeadLetter::detail).orElse("-"));
    new String(message.body(), UTF_8).lines().forEach(text -> line(out, "body", text));
    return out.toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(String.format("%-9s %s%n", name, PrettyFormat.visible(value)));
  }
}
