package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.json.JsonTree;
import java.time.Instant;
import java.util.Optional;

/** A message as a JSON object, for scripts. */
public final class MessageJson {
  private MessageJson() {}

  /** All but the body; what the bus does not tell is absent. */
  public static ObjectNode withoutBody(InboundMessage message) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("sequence", message.sequence());
    if (!message.enqueuedAt().equals(Instant.EPOCH)) {
      out.put("enqueuedAt", message.enqueuedAt().toString());
    }
    out.put("attempt", message.attempt());
    message.id().ifPresent(id -> out.put("id", id));
    message.subject().ifPresent(subject -> out.put("subject", subject));
    message.session().ifPresent(session -> out.put("session", session));
    message
        .deadLetter()
        .ifPresent(why -> out.put("reason", why.reason()).put("detail", why.detail()));
    return out;
  }

  /** With the body, as JSON if it is any, and as a string if not. */
  public static ObjectNode withBody(InboundMessage message) {
    ObjectNode out = withoutBody(message);
    body(message)
        .ifPresentOrElse(
            json -> out.set("body", json),
            () -> out.put("body", new String(message.body(), UTF_8)));
    return out;
  }

  /** The body, if it is JSON. */
  static Optional<JsonNode> body(InboundMessage message) {
    try {
      return Optional.of(JsonTree.parse(new String(message.body(), UTF_8)));
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
