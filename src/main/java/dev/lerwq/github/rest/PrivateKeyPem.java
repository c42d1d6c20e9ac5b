package dev.lerwq.github.rest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an RSA private key in PEM: PKCS#1 as GitHub issues it, or PKCS#8.
 *
 * <p>Whatever is wrong, the error says which option to look at and never repeats what it read.
 */
final class PrivateKeyPem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");
  private static final int LEAST_BITS = 1024;

  private PrivateKeyPem() {}

  /**
   * The key in {@code text}. A literal {@code \n} counts as a line break.
   *
   * @throws IllegalArgumentException if there is no usable key in it
   */
  static PrivateKey read(String text) {
    String pem = text.replace("\\r", "").replace("\\n", "\n").replace("\r", "").strip();
    Matcher begin = BEGIN.matcher(pem);
    if (!begin.find()) {
      throw wrong("is not PEM; it has to start with -----BEGIN RSA PRIVATE KEY-----");
    }
    String type = begin.group(1);
    refuseOtherTypes(type);
    Matcher block = BLOCK.matcher(pem);
    if (!block.find(begin.start()) || block.start() != begin.start()) {
      throw wrong("is cut off: its END line is missing");
    }
    String base64 = block.group(2).strip();
    if (base64.contains("Proc-Type:") || base64.contains("DEK-Info:")) {
      throw encrypted();
    }
    byte[] der = decode(base64);
    return type.equals("RSA PRIVATE KEY") ? fromPkcs8(Der.wrapPkcs1(der)) : fromPkcs8(der);
  }

  private static void refuseOtherTypes(String type) {
    switch (type) {
      case "RSA PRIVATE KEY", "PRIVATE KEY" -> {
        return;
      }
      case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
      case "EC PRIVATE KEY", "EC PARAMETERS" ->
          throw wrong("is an EC key; GitHub Apps sign with RSA keys");
      case "OPENSSH PRIVATE KEY", "DSA PRIVATE KEY" ->
          throw wrong("is an SSH key, not the key of a GitHub App");
      default -> {
        String kind = type.toLowerCase(Locale.ROOT);
        if (kind.endsWith("public key")) {
          throw wrong("is a public key; the private key is needed");
        }
        if (kind.contains("certificate")) {
          throw wrong("is a certificate; the private key is needed");
        }
        throw wrong("is PEM of another kind, not an RSA private key");
      }
    }
  }

  private static byte[] decode(String base64) {
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      // Not kept as the cause: its message names a character of the key.
      throw wrong("is damaged: between its BEGIN and END lines it is not base64");
    }
    if (!Der.isOneWholeSequence(der)) {
      throw wrong("is damaged or cut off: lines between BEGIN and END are missing");
    }
    return der;
  }

  private static PrivateKey fromPkcs8(byte[] der) {
    PrivateKey key;
    try {
      key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw wrong("holds no RSA private key; an EC key, or a damaged one, looks like this");
    }
    BigInteger modulus = ((RSAPrivateKey) key).getModulus();
    if (modulus.bitLength() < LEAST_BITS) {
      throw wrong("is an RSA key of " + modulus.bitLength() + " bits, which is too short");
    }
    return key;
  }

  private static IllegalArgumentException encrypted() {
    return wrong("is encrypted; give the key as GitHub issued it, without a passphrase");
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("github_key " + what);
  }
}
