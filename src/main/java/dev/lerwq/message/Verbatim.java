package dev.lerwq.message;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Lets a generator copy raw JSON bytes without decoding them first. */
record Verbatim(RawJson value) implements SerializableString {
  @Override
  public int appendUnquotedUTF8(byte[] buffer, int offset) {
    if (offset + value.length() > buffer.length) {
      return -1;
    }
    value.copyTo(buffer, offset);
    return value.length();
  }

  @Override
  public byte[] asUnquotedUTF8() {
    return value.toBytes();
  }

  @Override
  public String getValue() {
    return value.toString();
  }

  @Override
  public int charLength() {
    return getValue().length();
  }

  @Override
  public char[] asQuotedChars() {
    return text().asQuotedChars();
  }

  @Override
  public byte[] asQuotedUTF8() {
    return text().asQuotedUTF8();
  }

  @Override
  public int appendQuotedUTF8(byte[] buffer, int offset) {
    return text().appendQuotedUTF8(buffer, offset);
  }

  @Override
  public int appendQuoted(char[] buffer, int offset) {
    return text().appendQuoted(buffer, offset);
  }

  @Override
  public int appendUnquoted(char[] buffer, int offset) {
    return text().appendUnquoted(buffer, offset);
  }

  @Override
  public int writeQuotedUTF8(OutputStream out) throws IOException {
    return text().writeQuotedUTF8(out);
  }

  @Override
  public int writeUnquotedUTF8(OutputStream out) throws IOException {
    return text().writeUnquotedUTF8(out);
  }

  @Override
  public int putQuotedUTF8(ByteBuffer out) throws IOException {
    return text().putQuotedUTF8(out);
  }

  @Override
  public int putUnquotedUTF8(ByteBuffer out) throws IOException {
    return text().putUnquotedUTF8(out);
  }

  private SerializedString text() {
    return new SerializedString(getValue());
  }
}
