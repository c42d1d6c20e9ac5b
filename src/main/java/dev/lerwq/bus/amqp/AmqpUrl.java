package dev.lerwq.bus.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lerwq.bus.amqp.AmqpSettings.Login;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the URL of a broker. {@link java.net.URI} is no help: its errors quote the whole text, with
 * the password.
 */
final class AmqpUrl {
  private static final String EXAMPLE = "write amqp://user:password@host:5672 or amqps://host";

  private AmqpUrl() {}

  static AmqpSettings parse(String url) {
    int schemeEnd = url.indexOf("://");
    if (schemeEnd < 0) {
      throw wrong("has no scheme");
    }
    boolean tls = tls(url.substring(0, schemeEnd).strip().toLowerCase(Locale.ROOT));
    String rest = url.substring(schemeEnd + 3).strip();
    int at = rest.lastIndexOf('@');
    Optional<Login> login = at < 0 ? Optional.empty() : Optional.of(login(rest.substring(0, at)));
    String place = rest.substring(at + 1);
    if (place.endsWith("/")) {
      place = place.substring(0, place.length() - 1);
    }
    if (place.chars().anyMatch(c -> c == '/' || c == '?' || c == '#')) {
      throw wrong("has something after the port, which the bus has no use for");
    }
    int colon = portColon(place);
    String host = colon < 0 ? place : place.substring(0, colon);
    int port = tls ? AmqpSettings.TLS_PORT : AmqpSettings.PORT;
    if (colon >= 0) {
      port = port(place.substring(colon + 1));
    }
    return AmqpSettings.of(host(host), port, tls, login);
  }

  private static boolean tls(String scheme) {
    return switch (scheme) {
      case "amqp" -> false;
      case "amqps" -> true;
      default -> throw wrong("has a scheme that is neither amqp nor amqps");
    };
  }

  private static Login login(String text) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    String password = colon < 0 ? "" : text.substring(colon + 1);
    if (user.isEmpty()) {
      throw wrong("has a password without a user");
    }
    return new Login(decode(user, "user"), decode(password, "password"));
  }

  private static String decode(String text, String what) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      // Its message would quote a part of the password.
      throw wrong("has a broken percent-encoding in the " + what + "; a '%' itself is %25");
    }
  }

  /** The colon before the port, which is not one inside the brackets of an IPv6 address. */
  private static int portColon(String place) {
    int colon = place.lastIndexOf(':');
    return colon > place.lastIndexOf(']') ? colon : -1;
  }

  private static String host(String text) {
    String host =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (host.isBlank()) {
      throw wrong("has no host");
    }
    if (host.chars().anyMatch(c -> Character.isWhitespace(c) || c == '[' || c == ']')) {
      throw wrong("has a host that is no host name");
    }
    return host;
  }

  private static int port(String text) {
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw wrong("has a port that is no number from 1 to 65535");
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("busconn " + what + "; " + EXAMPLE);
  }
}
