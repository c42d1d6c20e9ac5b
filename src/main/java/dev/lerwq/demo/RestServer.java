package dev.lerwq.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * An HTTP server on loopback with GitHub's manners: JSON, request ids, rate-limit headers. Answers
 * below {@code /} and, like an Enterprise Server, below {@code /api/v3}.
 */
final class RestServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RestServer.class);
  private static final String ENTERPRISE = "/api/v3";
  private static final long HOURLY_LIMIT = 5_000;

  static {
    // The JDK's server sends headers and body apart; without this each answer takes 40 ms more.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ObjectMapper json = new ObjectMapper();
  private final Faults faults;
  private final int port;
  private HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(RestServer::thread);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Route> routes = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final AtomicLong remaining = new AtomicLong(HOURLY_LIMIT);

  private record Route(String method, Pattern path, Handler handler) {}

  /** Answers requests of one kind. */
  interface Handler {
    Reply answer(Request request) throws Refusal;
  }

  /**
   * @param parts what the groups of the route's pattern matched
   */
  record Request(
      String base,
      String path,
      List<String> parts,
      Map<String, String> query,
      String token,
      JsonNode body) {
    long number(int part) {
      return Long.parseLong(parts.get(part));
    }
  }

  record Reply(int status, Optional<JsonNode> body, Map<String, String> headers) {
    static Reply of(int status, JsonNode body) {
      return new Reply(status, Optional.of(body), Map.of());
    }

    static Reply empty(int status) {
      return new Reply(status, Optional.empty(), Map.of());
    }
  }

  /** An answer that says no. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }
  }

  RestServer(Faults faults) throws IOException {
    this.faults = faults;
    this.server = bind(0);
    this.port = server.getAddress().getPort();
  }

  private HttpServer bind(int at) throws IOException {
    HttpServer bound =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
    bound.setExecutor(threads);
    bound.createContext("/", this::serve);
    return bound;
  }

  /** Routes are set up before {@link #start()}; the first that matches answers. */
  void route(String method, String path, Handler handler) {
    routes.add(new Route(method, Pattern.compile(path), handler));
  }

  synchronized void start() {
    server.start();
  }

  /** Breaks every connection and takes no more, until {@link #comeBack}. */
  synchronized void goDown() {
    server.stop(0);
  }

  /** Serves again, where it did before. */
  synchronized void comeBack() throws IOException {
    server = bind(port);
    server.start();
  }

  int port() {
    return port;
  }

  void remaining(long points) {
    remaining.set(points);
  }

  /** Every request so far: {@code METHOD /path?query}. */
  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (log) {
      log.add(line);
    }
    Optional<Faults.Fault> fault = faults.next(line);
    try {
      if (fault.isPresent()) {
        misbehave(exchange, fault.get());
      } else {
        send(exchange, answer(exchange, body));
      }
    } catch (Refusal e) {
      send(exchange, refusal(e.status, e.getMessage(), Map.of()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s", line);
      send(exchange, refusal(500, "the stand-in broke: " + e, Map.of()));
    }
  }

  private Reply answer(HttpExchange exchange, byte[] body) throws Refusal, IOException {
    String full = exchange.getRequestURI().getPath();
    String base = full.startsWith(ENTERPRISE + "/") ? ENTERPRISE : "";
    String path = full.substring(base.length());
    String authorization =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    JsonNode sent = body.length == 0 ? MissingNode.getInstance() : json.readTree(body);
    for (Route route : routes) {
      Matcher match = route.path().matcher(path);
      if (route.method().equals(exchange.getRequestMethod()) && match.matches()) {
        List<String> parts = new ArrayList<>();
        for (int i = 1; i <= match.groupCount(); i++) {
          parts.add(match.group(i));
        }
        return route
            .handler()
            .answer(
                new Request(
                    "http://localhost:" + port() + base,
                    path,
                    parts,
                    query(exchange.getRequestURI().getRawQuery()),
                    authorization.replaceFirst("(?i)^(token|bearer) ", ""),
                    sent));
      }
    }
    throw new Refusal(404, "Not Found");
  }

  private void misbehave(HttpExchange exchange, Faults.Fault fault) throws IOException {
    if (fault instanceof Faults.Fault.Status status) {
      send(exchange, refusal(status.status(), status.message(), status.headers()));
      return;
    }
    if (fault instanceof Faults.Fault.Broken) {
      exchange.close();
      return;
    }
    if (fault instanceof Faults.Fault.Stall) {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().flush();
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private Reply refusal(int status, String message, Map<String, String> headers) {
    JsonNode body =
        json.createObjectNode()
            .put("message", message)
            .put("documentation_url", "https://docs.github.com/rest")
            .put("status", Integer.toString(status));
    return new Reply(status, Optional.of(body), headers);
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    long left = remaining.updateAndGet(points -> Math.max(0, points - 1));
    Map<String, String> headers = new HashMap<>();
    headers.put("x-github-request-id", UUID.randomUUID().toString().substring(0, 18));
    headers.put("x-ratelimit-limit", Long.toString(HOURLY_LIMIT));
    headers.put("x-ratelimit-remaining", Long.toString(left));
    headers.put(
        "x-ratelimit-reset", Long.toString(Instant.now().plusSeconds(1800).getEpochSecond()));
    headers.put("content-type", "application/json; charset=utf-8");
    headers.putAll(reply.headers());
    headers.forEach(exchange.getResponseHeaders()::set);
    try (exchange) {
      if (reply.body().isEmpty()) {
        exchange.sendResponseHeaders(reply.status(), -1);
      } else {
        byte[] body = json.writeValueAsBytes(reply.body().get());
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : Optional.ofNullable(raw).orElse("").split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "demo-github");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
