package dev.lerwq.github.rest;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** The little of DER (X.690) that it takes to put a PKCS#1 key into a PKCS#8 envelope. */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /** Version 0 and the algorithm rsaEncryption with NULL parameters (RFC 8017, appendix A.1). */
  private static final byte[] PKCS8_RSA_HEADER =
      HexFormat.of().parseHex("020100" + "300d" + "06092a864886f70d010101" + "0500");

  private Der() {}

  /** A PKCS#8 PrivateKeyInfo around an RSAPrivateKey. */
  static byte[] wrapPkcs1(byte[] rsaPrivateKey) {
    byte[] octets = element(OCTET_STRING, rsaPrivateKey);
    byte[] content = new byte[PKCS8_RSA_HEADER.length + octets.length];
    System.arraycopy(PKCS8_RSA_HEADER, 0, content, 0, PKCS8_RSA_HEADER.length);
    System.arraycopy(octets, 0, content, PKCS8_RSA_HEADER.length, octets.length);
    return element(SEQUENCE, content);
  }

  /** Whether this is one SEQUENCE with nothing missing at its end and nothing behind it. */
  static boolean isOneWholeSequence(byte[] der) {
    if (der.length < 2 || (der[0] & 0xff) != SEQUENCE) {
      return false;
    }
    int first = der[1] & 0xff;
    if (first < 0x80) {
      return der.length == 2 + first;
    }
    int lengthBytes = first & 0x7f;
    if (lengthBytes == 0 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
      return false;
    }
    int length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | (der[2 + i] & 0xff);
    }
    return der.length == 2 + lengthBytes + length;
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length <= 0xff) {
      out.write(0x81);
      out.write(content.length);
    } else if (content.length <= 0xffff) {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    } else {
      out.write(0x83);
      out.write(content.length >> 16);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
