package dev.lerwq.bus.servicebus;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.bus.OutboundMessage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Between the port's messages and the client's. */
final class MessageMapping {
  private MessageMapping() {}

  /** One data section, and no content type: as the predecessor's readers know it. */
  static ServiceBusMessage outbound(OutboundMessage message) {
    ServiceBusMessage out = new ServiceBusMessage(BinaryData.fromBytes(message.body()));
    message.id().ifPresent(out::setMessageId);
    message.subject().ifPresent(out::setSubject);
    message.session().ifPresent(out::setSessionId);
    message.timeToLive().ifPresent(out::setTimeToLive);
    message
        .notBefore()
        .ifPresent(time -> out.setScheduledEnqueueTime(time.atOffset(ZoneOffset.UTC)));
    return out;
  }

  /** A message that was handed to us: this attempt counts. */
  static InboundMessage received(ServiceBusReceivedMessage message) {
    return inbound(message, (int) message.getDeliveryCount() + 1);
  }

  static InboundMessage peeked(ServiceBusReceivedMessage message) {
    return inbound(message, (int) message.getDeliveryCount());
  }

  private static InboundMessage inbound(ServiceBusReceivedMessage message, int attempt) {
    return new InboundMessage(
        message.getBody().toBytes(),
        present(message.getMessageId()),
        present(message.getSubject()),
        present(message.getSessionId()),
        message.getSequenceNumber(),
        Optional.ofNullable(message.getEnqueuedTime())
            .map(time -> time.toInstant())
            .orElse(Instant.EPOCH),
        attempt,
        present(message.getDeadLetterReason())
            .map(
                reason ->
                    new DeadLetter(
                        reason, present(message.getDeadLetterErrorDescription()).orElse(""))));
  }

  private static Optional<String> present(String text) {
    return Optional.ofNullable(text).filter(t -> !t.isEmpty());
  }
}
