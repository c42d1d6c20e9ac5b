package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.InboundMessage;
import dev.lerwq.json.JsonTree;

/** How a message is written out; without a line end at its end. */
@FunctionalInterface
public interface MessageFormat {

  String format(InboundMessage message);

  /** {@code sequence enqueued-time body}, as the Node.js predecessor printed it. */
  static MessageFormat plain() {
    return message ->
        message.sequence()
            + " "
            + message.enqueuedAt()
            + message
                .deadLetter()
                .map(why -> " [" + why.reason() + ": " + why.detail() + "]")
                .orElse("")
            + " "
            + new String(message.body(), UTF_8);
  }

  /** One JSON object on one line. */
  static MessageFormat json() {
    return message -> JsonTree.text(MessageJson.withBody(message));
  }
}
