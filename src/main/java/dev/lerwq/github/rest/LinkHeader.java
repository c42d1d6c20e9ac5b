package dev.lerwq.github.rest;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Link} header (RFC 8288) as far as GitHub pages with it. */
final class LinkHeader {
  private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
  private static final Pattern NEXT =
      Pattern.compile(";\\s*rel\\s*=\\s*\"?next\"?(?=[\\s;,\"]|$)", Pattern.CASE_INSENSITIVE);

  private LinkHeader() {}

  /** The URL of the next page; empty on the last. */
  static Optional<String> next(HttpHeaders headers) {
    for (String header : headers.allValues("link")) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (NEXT.matcher(link.group(2)).find()) {
          return Optional.of(link.group(1));
        }
      }
    }
    return Optional.empty();
  }
}
