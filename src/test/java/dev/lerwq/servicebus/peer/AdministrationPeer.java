package dev.lerwq.servicebus.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of a namespace that administrators talk to: descriptions of entities over HTTP, as Atom
 * entries. Of a queue or topic that does not exist it sends a feed without entries, as Service Bus
 * does, and of a subscription the status 404.
 *
 * @see <a href="https://learn.microsoft.com/en-us/rest/api/servicebus/get-entity">Get entity</a>
 */
public final class AdministrationPeer implements AutoCloseable {
  private static final String NAMESPACE =
      "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";

  private final HttpServer server;
  private final Map<String, String> entries = new ConcurrentHashMap<>();
  private volatile int refusal;

  private AdministrationPeer(HttpServer server) {
    this.server = server;
  }

  /** Starts an empty namespace on a free loopback port. */
  public static AdministrationPeer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AdministrationPeer peer = new AdministrationPeer(server);
    server.createContext("/", peer::answer);
    server.start();
    return peer;
  }

  /** Where it listens, without TLS. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on every request is answered with this status. */
  public void refuse(int status) {
    refusal = status;
  }

  public AdministrationPeer topic(String name, Duration timeToLive, Duration window) {
    return put(
        name,
        "TopicDescription",
        element("DefaultMessageTimeToLive", timeToLive)
            + duplicates(window)
            + element("Status", "Active"));
  }

  /**
   * @param window zero for no detection of duplicates
   * @param status such as {@code Active} or {@code Disabled}
   */
  public AdministrationPeer queue(
      String name, EntityOptions options, Duration timeToLive, String status) {
    return put(
        name,
        "QueueDescription",
        receiving(options, timeToLive)
            + duplicates(options.duplicateWindow())
            + element("Status", status));
  }

  /**
   * @param filters XML of its rules' filters, see {@link #sql} and {@link #correlation}
   */
  public AdministrationPeer subscription(
      String topic, String name, EntityOptions options, Duration timeToLive, String... filters) {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < filters.length; i++) {
      rules.append(entry("rule-" + i, "RuleDescription", filters[i] + element("Name", "r" + i)));
    }
    String path = topic + "/subscriptions/" + name;
    entries.put(key(path + "/rules"), feed(rules.toString()));
    return put(
        path,
        "SubscriptionDescription",
        receiving(options, timeToLive) + element("Status", "Active"));
  }

  /** A filter by an expression. */
  public static String sql(String expression) {
    return filter("SqlFilter", "<SqlExpression>" + escaped(expression) + "</SqlExpression>");
  }

  /** A filter by one property of the message, such as {@code Label}. */
  public static String correlation(String property, String value) {
    return filter("CorrelationFilter", element(property, escaped(value)));
  }

  private static String filter(String type, String content) {
    return "<Filter i:type=\"" + type + "\">" + content + "</Filter>";
  }

  private static String receiving(EntityOptions options, Duration timeToLive) {
    return element("LockDuration", options.lock())
        + element("RequiresSession", options.sessions())
        + element("DefaultMessageTimeToLive", timeToLive)
        + element("MaxDeliveryCount", options.maxDeliveries());
  }

  private static String duplicates(Duration window) {
    return element("RequiresDuplicateDetection", !window.isZero())
        + element("DuplicateDetectionHistoryTimeWindow", window);
  }

  private AdministrationPeer put(String path, String type, String content) {
    entries.put(key(path), entry(path, type, content));
    return this;
  }

  private static String entry(String title, String type, String content) {
    return "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">"
        + title
        + "</title><content type=\"application/xml\"><"
        + type
        + " xmlns=\""
        + NAMESPACE
        + "\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
        + content
        + "</"
        + type
        + "></content></entry>";
  }

  private static String feed(String content) {
    return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">Publicly Listed"
        + " Services</title>"
        + content
        + "</feed>";
  }

  private static String element(String name, Object value) {
    return "<" + name + ">" + value + "</" + name + ">";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String key(String path) {
    return path.toLowerCase(java.util.Locale.ROOT);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = key(exchange.getRequestURI().getPath().substring(1));
    int status = refusal != 0 ? refusal : status(exchange, path);
    String text =
        status == 200
            ? entries.getOrDefault(path, feed(""))
            : "<Error><Code>" + status + "</Code><Detail>refused</Detail></Error>";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/atom+xml;charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private int status(HttpExchange exchange, String path) {
    if (!exchange.getRequestHeaders().containsKey("Authorization")) {
      return 401;
    }
    return path.contains("/subscriptions/") && !entries.containsKey(path) ? 404 : 200;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
