package dev.lerwq.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** One JSON value kept as the UTF-8 bytes it arrived in, so that nothing is lost or re-ordered. */
public final class RawJson {
  private final byte[] source;
  private final int offset;
  private final int length;

  private RawJson(byte[] source, int offset, int length) {
    this.source = source;
    this.offset = offset;
    this.length = length;
  }

  /** A view on part of a buffer, which must not change afterwards. It must hold one valid value. */
  public static RawJson view(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    return new RawJson(source, offset, length);
  }

  public static RawJson of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RawJson(bytes, 0, bytes.length);
  }

  /** How many bytes the value has. */
  public int length() {
    return length;
  }

  /** A copy of the value's bytes. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(source, offset, offset + length);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(source, offset, target, at, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawJson that
        && Arrays.equals(
            source, offset, offset + length, that.source, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + source[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(source, offset, length, StandardCharsets.UTF_8);
  }
}
