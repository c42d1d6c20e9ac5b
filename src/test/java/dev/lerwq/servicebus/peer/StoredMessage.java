package dev.lerwq.servicebus.peer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.DeliveryAnnotations;
import org.apache.qpid.protonj2.types.messaging.Header;
import org.apache.qpid.protonj2.types.messaging.MessageAnnotations;
import org.apache.qpid.protonj2.types.messaging.Properties;

/** One message, its bare sections kept as the bytes its sender wrote. */
final class StoredMessage implements Comparable<StoredMessage> {
  enum State {
    ACTIVE,
    DEFERRED,
    SCHEDULED
  }

  /** Message format of a transfer whose data sections are encoded messages each. */
  static final int BATCH = 0x80013700;

  long sequence;
  long enqueuedAt;
  long expiresAt = Long.MAX_VALUE;
  long scheduledAt;
  long deliveries;
  State state = State.ACTIVE;
  Optional<Lock> lock = Optional.empty();
  Header header = new Header();
  Properties properties = new Properties();
  Map<String, Object> applicationProperties = Map.of();
  final Map<Symbol, Object> annotations = new LinkedHashMap<>();
  byte[] rawProperties = {};
  byte[] rawApplicationProperties = {};
  byte[] rawBody = {};

  /** Who may settle the message, and for how long. */
  record Lock(UUID token, Object owner, long until) {}

  Optional<String> messageId() {
    return Optional.ofNullable(properties.getMessageId()).map(Object::toString);
  }

  Optional<String> session() {
    return Optional.ofNullable(properties.getGroupId());
  }

  Optional<String> subject() {
    return Optional.ofNullable(properties.getSubject());
  }

  boolean lockedAt(long now) {
    return lock.isPresent() && lock.get().until() > now;
  }

  @Override
  public int compareTo(StoredMessage other) {
    return Long.compare(sequence, other.sequence);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The messages in a transfer's payload: one, or as many as the batch holds. */
  static List<StoredMessage> parse(byte[] payload, boolean batch) {
    StoredMessage message = new StoredMessage();
    List<StoredMessage> batched = new ArrayList<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ProtonBuffer in = Encoding.wrap(payload);
    while (in.isReadable()) {
      int start = in.getReadOffset();
      Object section = Encoding.decode(in);
      byte[] raw = new byte[in.getReadOffset() - start];
      in.copyInto(start, raw, 0, raw.length);
      if (batch && section instanceof Data data) {
        batched.addAll(parse(data.getValue(), false));
      } else if (!message.take(section, raw)) {
        body.writeBytes(raw);
      }
    }
    message.rawBody = body.toByteArray();
    return batch ? batched : List.of(message);
  }

  private boolean take(Object section, byte[] raw) {
    if (section instanceof Header value) {
      header = value;
    } else if (section instanceof MessageAnnotations value && value.getValue() != null) {
      annotations.putAll(value.getValue());
      if (annotations.get(Symbol.valueOf("x-opt-scheduled-enqueue-time")) instanceof Number time) {
        scheduledAt = time.longValue();
      }
    } else if (section instanceof Properties value) {
      properties = value;
      rawProperties = raw;
    } else if (section instanceof ApplicationProperties value) {
      applicationProperties = value.getValue() == null ? Map.of() : value.getValue();
      rawApplicationProperties = raw;
    } else {
      return section instanceof DeliveryAnnotations || section instanceof MessageAnnotations;
    }
    return true;
  }

  /** The same message for another entity: never delivered, not locked. */
  StoredMessage copy() {
    StoredMessage copy = new StoredMessage();
    copy.header = header.copy();
    copy.header.clearDeliveryCount();
    copy.annotations.putAll(annotations);
    copy.properties = properties;
    copy.applicationProperties = applicationProperties;
    copy.rawProperties = rawProperties;
    copy.rawApplicationProperties = rawApplicationProperties;
    copy.rawBody = rawBody;
    copy.expiresAt = expiresAt;
    return copy;
  }

  void addApplicationProperties(Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(applicationProperties);
    all.putAll(more);
    applicationProperties = all;
    rawApplicationProperties = Encoding.encode(new ApplicationProperties(all));
  }

  /** Header (clients count on one), annotations, and the bare message untouched. */
  byte[] encode() {
    Map<Symbol, Object> all = new LinkedHashMap<>(annotations);
    all.put(Symbol.valueOf("x-opt-sequence-number"), sequence);
    all.put(Symbol.valueOf("x-opt-enqueue-sequence-number"), sequence);
    all.put(Symbol.valueOf("x-opt-enqueued-time"), new Date(enqueuedAt));
    all.put(Symbol.valueOf("x-opt-message-state"), state.ordinal());
    if (scheduledAt > 0) {
      all.put(Symbol.valueOf("x-opt-scheduled-enqueue-time"), new Date(scheduledAt));
    }
    lock.ifPresent(l -> all.put(Symbol.valueOf("x-opt-locked-until"), new Date(l.until())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        Encoding.encode(header.copy().setDeliveryCount(deliveries), new MessageAnnotations(all)));
    out.writeBytes(bare());
    return out.toByteArray();
  }

  /** The bare message, untouched. */
  byte[] bare() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(rawProperties);
    out.writeBytes(rawApplicationProperties);
    out.writeBytes(rawBody);
    return out.toByteArray();
  }
}
