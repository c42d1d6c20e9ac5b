package dev.lerwq.demo;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/** A fresh key pair for a make-believe App, its private half as GitHub issues it: PKCS#1 in PEM. */
record AppKey(PublicKey publicKey, String privateKeyPem) {
  private static final int BITS = 2048;

  /** In PKCS#8 of a key this long, the PKCS#1 key begins behind 26 bytes of envelope. */
  private static final int ENVELOPE = 26;

  static AppKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      byte[] pkcs1 = Arrays.copyOfRange(pkcs8, ENVELOPE, pkcs8.length);
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs1);
      return new AppKey(
          pair.getPublic(),
          "-----BEGIN RSA PRIVATE KEY-----\n" + base64 + "\n-----END RSA PRIVATE KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make RSA keys", e);
    }
  }

  @Override
  public String toString() {
    return "AppKey[***]";
  }
}
