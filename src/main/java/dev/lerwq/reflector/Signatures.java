package dev.lerwq.reflector;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks {@code X-Hub-Signature-256} over a delivery's raw bytes.
 *
 * <p>Several secrets may be live while one replaces another. All are always tried, and the
 * comparison is made in constant time, so that timing tells nothing.
 *
 * @see <a
 *     href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub's
 *     description</a>
 */
public final class Signatures {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final int HEX_LENGTH = 64;

  private final List<Mac> keyed;

  /**
   * @param secrets what signatures may be made with
   * @throws IllegalArgumentException if there is none, or one is empty: that would accept anyone
   */
  public Signatures(List<String> secrets) {
    if (secrets.isEmpty() || secrets.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("webhook_secret must not be empty");
    }
    this.keyed = secrets.stream().map(Signatures::key).toList();
  }

  private static Mac key(String secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /**
   * Is {@code header} a signature of {@code body} by one of the secrets?
   *
   * @param header the header's value; null if it was missing
   */
  public boolean valid(byte[] body, String header) {
    byte[] claimed = parse(header);
    if (claimed == null) {
      return false;
    }
    boolean matches = false;
    for (Mac mac : keyed) {
      matches |= MessageDigest.isEqual(sign(mac, body), claimed);
    }
    return matches;
  }

  /** The header's value for a body: what a sender would send. */
  public static String header(String secret, byte[] body) {
    return PREFIX + HexFormat.of().formatHex(sign(key(secret), body));
  }

  private static byte[] sign(Mac keyed, byte[] body) {
    try {
      return ((Mac) keyed.clone()).doFinal(body);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's " + ALGORITHM + " cannot be cloned", e);
    }
  }

  private static byte[] parse(String header) {
    if (header == null
        || header.length() != PREFIX.length() + HEX_LENGTH
        || !header.startsWith(PREFIX)) {
      return null;
    }
    try {
      return HexFormat.of().parseHex(header, PREFIX.length(), header.length());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
