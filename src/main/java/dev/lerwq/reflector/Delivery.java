package dev.lerwq.reflector;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One POST.
 *
 * @param id {@code X-GitHub-Delivery}; null if missing
 * @param event {@code X-GitHub-Event}; null if missing
 * @param signature {@code X-Hub-Signature-256}; null if missing
 * @param contentType null if missing
 * @param body the raw bytes
 */
record Delivery(String id, String event, String signature, String contentType, byte[] body) {
  private static final int SHOWN = 64;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

  boolean isJson() {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  /** The id as it may be logged: whoever sent it is not trusted. */
  String shownId() {
    return shown(id);
  }

  String shownEvent() {
    return shown(event);
  }

  private static String shown(String header) {
    if (header == null) {
      return "-";
    }
    String printable = UNPRINTABLE.matcher(header).replaceAll("?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }
}
