package dev.lerwq.servicebus.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.codec.Decoder;
import org.apache.qpid.protonj2.codec.Encoder;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;

/** Bytes in and out of AMQP types. */
final class Encoding {
  private static final Encoder ENCODER = CodecFactory.getDefaultEncoder();
  private static final Decoder DECODER = CodecFactory.getDefaultDecoder();
  private static final int TIMESTAMP = 0x83;

  private Encoding() {}

  static ProtonBuffer wrap(byte[] bytes) {
    return ProtonBufferAllocator.defaultAllocator().copy(bytes);
  }

  static byte[] bytes(ProtonBuffer buffer) {
    byte[] bytes = new byte[buffer.getReadableBytes()];
    buffer.copyInto(buffer.getReadOffset(), bytes, 0, bytes.length);
    return bytes;
  }

  static byte[] encode(Object... sections) {
    ProtonBuffer buffer = ProtonBufferAllocator.defaultAllocator().allocate();
    for (Object section : sections) {
      ENCODER.writeObject(buffer, ENCODER.newEncoderState(), section);
    }
    return bytes(buffer);
  }

  static Object decode(ProtonBuffer buffer) {
    return DECODER.readObject(buffer, DECODER.newDecoderState());
  }

  /** The value of an amqp-value body, or an empty string where there is none. */
  static Object value(byte[] body) {
    return body.length > 0 && decode(wrap(body)) instanceof AmqpValue<?> value
        ? value.getValue()
        : "";
  }

  /** A lock token as delivery tag: a GUID in .NET byte order. */
  static byte[] deliveryTag(UUID token) {
    ByteBuffer java =
        ByteBuffer.allocate(16)
            .putLong(token.getMostSignificantBits())
            .putLong(token.getLeastSignificantBits());
    int[] order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    byte[] tag = new byte[order.length];
    for (int i = 0; i < order.length; i++) {
      tag[i] = java.get(order[i]);
    }
    return tag;
  }

  /**
   * An amqp-value section with a map of one key to an array of timestamps. By hand, because
   * protonj2 1.1.0 writes such arrays as arrays of long, which clients do not take.
   */
  static byte[] timestamps(String key, List<Long> millis) {
    byte[] name = key.getBytes(StandardCharsets.US_ASCII);
    int array = 4 + 1 + 8 * millis.size();
    int map = 4 + 2 + name.length + 5 + array;
    ByteBuffer out = ByteBuffer.allocate(3 + 5 + map);
    out.put(new byte[] {0, 0x53, 0x77});
    out.put((byte) 0xd1).putInt(map).putInt(2);
    out.put((byte) 0xa1).put((byte) name.length).put(name);
    out.put((byte) 0xf0).putInt(array).putInt(millis.size()).put((byte) TIMESTAMP);
    millis.forEach(out::putLong);
    return out.array();
  }
}
