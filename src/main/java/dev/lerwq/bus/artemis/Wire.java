package dev.lerwq.bus.artemis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import dev.lerwq.bus.OutboundMessage;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;

/** Messages as AMQP carries them, and which of the many places Artemis reads. */
public final class Wire {
  /** Artemis takes this, and not the message-id, to recognise duplicates. */
  private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

  /**
   * Not the group-id property: Artemis pins a group to one consumer for good, and a session has a
   * queue of its own anyway.
   */
  private static final String SESSION = "session";

  private static final String REASON = "dead-letter-reason";
  private static final String DETAIL = "dead-letter-detail";
  private static final String SOURCE = "dead-letter-source";
  private static final String ATTEMPTS = "dead-letter-attempts";
  private static final int LONGEST_DETAIL = 4000;
  private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(3650);

  private static final Symbol DELIVERY_TIME = Symbol.valueOf("x-opt-delivery-time");
  private static final Symbol INGRESS_TIME = Symbol.valueOf("x-opt-ingress-time");

  /** What usually suffices for everything but the body, in bytes. */
  private static final int OTHER_SECTIONS = 512;

  /**
   * How a section of binary data begins: the descriptor {@code amqp:data:binary} as a small number,
   * and the constructor of binary data whose length has four bytes (AMQP 1.0, 3.2.6 and 1.6.19).
   */
  private static final byte[] DATA_SECTION = {0x00, 0x53, 0x75, (byte) 0xb0};

  /** Messages of one millisecond that can be told apart. */
  private static final int PER_MILLISECOND = 1024;

  private Wire() {}

  public static Message encode(OutboundMessage from) {
    Message to = blank(from.body());
    Map<String, Object> properties = new HashMap<>();
    from.id()
        .ifPresent(
            id -> {
              to.setMessageId(id);
              properties.put(DUPLICATE_ID, id);
            });
    from.subject().ifPresent(to::setSubject);
    from.session().ifPresent(session -> properties.put(SESSION, session));
    from.timeToLive().ifPresent(ttl -> to.setTtl(milliseconds(ttl)));
    from.notBefore()
        .ifPresent(
            time ->
                to.setMessageAnnotations(
                    new MessageAnnotations(
                        new HashMap<>(Map.of(DELIVERY_TIME, time.toEpochMilli())))));
    to.setApplicationProperties(new ApplicationProperties(properties));
    return to;
  }

  /**
   * The bytes of a message as the broker keeps it after it came in: with the time of its arrival,
   * and with its end as a point in time, so that a restart does not prolong its life.
   *
   * @param usualTimeToLive of messages that do not have one of their own
   */
  public static byte[] taken(OutboundMessage from, Instant arrived, Duration usualTimeToLive) {
    Message to = encode(from);
    to.getHeader().setTtl(null);
    to.setExpiryTime(
        arrived.toEpochMilli() + milliseconds(from.timeToLive().orElse(usualTimeToLive)));
    Map<Symbol, Object> annotations = new HashMap<>();
    annotations.put(INGRESS_TIME, arrived.toEpochMilli());
    from.notBefore().ifPresent(time -> annotations.put(DELIVERY_TIME, time.toEpochMilli()));
    to.setMessageAnnotations(new MessageAnnotations(annotations));
    // Not as the message's body, which would be copied twice on its way.
    to.setBody(null);
    return withBody(to, from.body());
  }

  private static byte[] withBody(Message others, byte[] body) {
    byte[] buffer = new byte[OTHER_SECTIONS];
    while (true) {
      try {
        int length = others.encode(buffer, 0, buffer.length);
        return ByteBuffer.allocate(length + DATA_SECTION.length + Integer.BYTES + body.length)
            .put(buffer, 0, length)
            .put(DATA_SECTION)
            .putInt(body.length)
            .put(body)
            .array();
      } catch (BufferOverflowException e) {
        buffer = new byte[buffer.length * 2];
      }
    }
  }

  /**
   * The copy that goes to the dead letters. It carries no id to recognise duplicates by: a message
   * that was sent back to work may die again. It has an end far away, because the broker would give
   * it the one of its entity's messages.
   */
  public static Message deadLetter(
      InboundMessage from, String address, String reason, String detail) {
    Message to = blank(from.body());
    Map<String, Object> properties = new HashMap<>();
    from.id().ifPresent(to::setMessageId);
    from.subject().ifPresent(to::setSubject);
    from.session().ifPresent(session -> properties.put(SESSION, session));
    to.setExpiryTime(System.currentTimeMillis() + DEAD_LETTERS_KEPT.toMillis());
    properties.put(REASON, reason);
    properties.put(DETAIL, detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)));
    properties.put(SOURCE, address);
    properties.put(ATTEMPTS, from.attempt());
    to.setApplicationProperties(new ApplicationProperties(properties));
    return to;
  }

  /** Whether the broker drops {@code message} if it has it already. */
  public static boolean recognisesDuplicates(Message message) {
    return property(message, DUPLICATE_ID).isPresent();
  }

  private static Message blank(byte[] body) {
    Message message = Proton.message();
    message.setDurable(true);
    message.setBody(new Data(new Binary(body)));
    return message;
  }

  private static long milliseconds(Duration duration) {
    long longest = UnsignedInteger.MAX_VALUE.longValue();
    return Math.max(1, duration.toMillis() > longest ? longest : duration.toMillis());
  }

  /** A message that was handed out. */
  public static InboundMessage decode(Message from) {
    return decode(from, sequence(from), 1 + attempts(from));
  }

  /** A message that was looked at. */
  public static InboundMessage decodePeeked(Message from, long sequence) {
    return decode(from, sequence, attempts(from));
  }

  private static InboundMessage decode(Message from, long sequence, int attempt) {
    return new InboundMessage(
        body(from.getBody()),
        Optional.ofNullable(from.getMessageId()).map(Object::toString),
        Optional.ofNullable(from.getSubject()),
        property(from, SESSION),
        sequence,
        ingress(from).map(Instant::ofEpochMilli).orElse(Instant.EPOCH),
        attempt,
        property(from, REASON)
            .map(reason -> new DeadLetter(reason, property(from, DETAIL).orElse(""))));
  }

  /**
   * Artemis numbers messages but does not tell, so this is the time when it took the message. Zero
   * if it does not tell that either, which is its default.
   */
  public static long sequence(Message message) {
    return ingress(message).map(time -> time * PER_MILLISECOND).orElse(0L);
  }

  /** Those of a dead letter's first life count too. */
  private static int attempts(Message message) {
    Object before =
        message.getApplicationProperties() == null
                || message.getApplicationProperties().getValue() == null
            ? null
            : message.getApplicationProperties().getValue().get(ATTEMPTS);
    return failures(message) + (before instanceof Integer count && count > 0 ? count : 0);
  }

  private static int failures(Message message) {
    return (int) Math.min(Integer.MAX_VALUE - 1, message.getDeliveryCount());
  }

  private static Optional<Long> ingress(Message message) {
    MessageAnnotations annotations = message.getMessageAnnotations();
    return annotations != null && annotations.getValue().get(INGRESS_TIME) instanceof Number time
        ? Optional.of(time.longValue())
        : Optional.empty();
  }

  private static Optional<String> property(Message message, String name) {
    ApplicationProperties properties = message.getApplicationProperties();
    return properties == null || properties.getValue() == null
        ? Optional.empty()
        : Optional.ofNullable(properties.getValue().get(name)).map(Object::toString);
  }

  private static byte[] body(Section body) {
    if (body instanceof Data data && data.getValue() != null) {
      return bytes(data.getValue());
    }
    if (body instanceof AmqpValue value) {
      Object content = value.getValue();
      if (content instanceof Binary binary) {
        return bytes(binary);
      }
      return content == null ? new byte[0] : content.toString().getBytes(UTF_8);
    }
    return new byte[0];
  }

  private static byte[] bytes(Binary binary) {
    byte[] copy = new byte[binary.getLength()];
    System.arraycopy(binary.getArray(), binary.getArrayOffset(), copy, 0, copy.length);
    return copy;
  }
}
