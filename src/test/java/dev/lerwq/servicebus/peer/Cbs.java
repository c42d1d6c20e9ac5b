package dev.lerwq.servicebus.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks the tokens that clients put to {@code $cbs}. */
final class Cbs {
  private final String keyName;
  private final String key;

  Cbs(String keyName, String key) {
    this.keyName = keyName;
    this.key = key;
  }

  /** Whether a shared access signature is ours. Tokens of other kinds pass unread. */
  boolean accepts(StoredMessage request) {
    String type = String.valueOf(request.applicationProperties.get("type"));
    if (!type.contains("sastoken")) {
      return true;
    }
    String token = String.valueOf(Encoding.value(request.rawBody));
    Map<String, String> fields = new HashMap<>();
    for (String field : token.substring(token.indexOf(' ') + 1).split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    String given = URLDecoder.decode(fields.getOrDefault("sig", ""), UTF_8);
    return keyName.equals(fields.get("skn"))
        && MessageDigest.isEqual(
            given.getBytes(UTF_8),
            signature(fields.get("sr") + "\n" + fields.get("se")).getBytes(UTF_8));
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
