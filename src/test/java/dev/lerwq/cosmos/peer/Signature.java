package dev.lerwq.cosmos.peer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks the Authorization header: a signature made with the account's key, or a token. */
final class Signature {
  private final byte[] key;
  private final String token;

  Signature(String base64Key, String token) {
    this.key = Base64.getDecoder().decode(base64Key);
    this.token = token;
  }

  boolean accepts(String verb, List<String> path, String date, String authorization) {
    if (authorization == null || date == null) {
      return false;
    }
    String decoded = URLDecoder.decode(authorization, StandardCharsets.UTF_8);
    if (decoded.startsWith("type=aad&")) {
      return decoded.endsWith("&sig=" + token);
    }
    String type = "";
    String link = "";
    if (!path.isEmpty()) {
      boolean feed = path.size() % 2 == 1;
      type = path.get(path.size() - (feed ? 1 : 2));
      link = String.join("/", feed ? path.subList(0, path.size() - 1) : path);
    }
    // A link by resource id rather than by name is signed in lower case, without its path.
    String resourceId = link.substring(link.lastIndexOf('/') + 1);
    // URL decoding turns the signature's '+' into a blank when the client did not encode it.
    return List.of(sign(verb, type, link, date), sign(verb, type, lower(resourceId), date)).stream()
        .anyMatch(sig -> decoded.replace(' ', '+').equals("type=master&ver=1.0&sig=" + sig));
  }

  private String sign(String verb, String type, String link, String date) {
    String payload = lower(verb) + "\n" + lower(type) + "\n" + link + "\n" + lower(date) + "\n\n";
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(payload.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
