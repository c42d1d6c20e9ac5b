package dev.lerwq.cosmos.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Cosmos account that listens on a free port of the loopback interface. {@link #stop} and {@link
 * #start} take it away and bring it back at the same address, with its data.
 */
public final class CosmosPeer implements AutoCloseable {
  /** What {@link #credentialToken()} must be for a request with an identity to be accepted. */
  private static final String TOKEN = "peer-token";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String key =
      Base64.getEncoder()
          .encodeToString(
              ("the key of a peer " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8));
  private final Signature signature = new Signature(key, TOKEN);
  private final Account account = new Account();
  private final Map<Operation, Deque<Fault>> once = new ConcurrentHashMap<>();
  private final Map<Operation, Fault> always = new ConcurrentHashMap<>();
  private final Map<Operation, AtomicInteger> counts = new EnumMap<>(Operation.class);
  private Running running;
  private int port;

  public CosmosPeer() throws IOException {
    for (Operation operation : Operation.values()) {
      counts.put(operation, new AtomicInteger());
    }
    start();
  }

  /** The account's URL. */
  public String endpoint() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The account's key, in base64. */
  public String key() {
    return key;
  }

  /** Endpoint and key. */
  public String connectionString() {
    return "AccountEndpoint=" + endpoint() + ";AccountKey=" + key + ";";
  }

  /** The access token that it takes. */
  public String credentialToken() {
    return TOKEN;
  }

  public void createDatabase(String database) {
    account.databases.putIfAbsent(database, new ConcurrentHashMap<>());
  }

  public void createContainer(String database, String container) {
    createDatabase(database);
    byte[] id = (database + container).getBytes(StandardCharsets.UTF_8);
    // Resource ids of containers are eight bytes in base64.
    byte[] resource = new byte[8];
    for (int i = 0; i < id.length; i++) {
      resource[i % 8] = (byte) (31 * resource[i % 8] + id[i]);
    }
    resource[4] |= (byte) 0x80;
    String resourceId = Base64.getEncoder().encodeToString(resource).replace('/', '-');
    account.databases.get(database).put(container, new Container(container, resourceId));
  }

  public void deleteContainer(String database, String container) {
    account.databases.get(database).remove(container);
  }

  /** Puts an item there as any other client would. */
  public void put(String database, String container, String item) throws IOException {
    container(database, container).put((ObjectNode) JSON.readTree(item));
  }

  /** The item as it is kept; fails if there is none. */
  public ObjectNode item(String database, String container, String id) {
    return container(database, container).find(id).orElseThrow();
  }

  /** The next request for that operation meets the fault; several faults queue up. */
  public void failOnce(Operation operation, Fault fault) {
    once.computeIfAbsent(operation, o -> new ConcurrentLinkedDeque<>()).add(fault);
  }

  /** Every request for that operation meets the fault until {@link #heal}. */
  public void fail(Operation operation, Fault fault) {
    always.put(operation, fault);
  }

  public void heal() {
    once.clear();
    always.clear();
  }

  /** How many requests there were. */
  public int count(Operation operation) {
    return counts.get(operation).get();
  }

  public synchronized void start() throws IOException {
    running = new Running(this);
    port = running.server.getAddress().getPort();
  }

  public synchronized void stop() {
    running.close();
  }

  @Override
  public synchronized void close() {
    running.close();
  }

  private Container container(String database, String container) {
    return account.databases.get(database).get(container);
  }

  private void handle(HttpExchange exchange, CountDownLatch end) throws IOException {
    try (exchange) {
      Request request = Request.read(exchange);
      Operation operation = request.operation();
      counts.get(operation).incrementAndGet();
      Fault fault = fault(operation);
      if (fault == null) {
        send(exchange, authorized(request, operation));
      } else {
        meet(exchange, fault, end);
      }
    }
  }

  private Fault fault(Operation operation) {
    Deque<Fault> queue = once.get(operation);
    Fault fault = queue == null ? null : queue.poll();
    return fault == null ? always.get(operation) : fault;
  }

  private Reply authorized(Request request, Operation operation) throws IOException {
    boolean known =
        signature.accepts(
            request.verb(),
            request.path(),
            request.header("x-ms-date"),
            request.headers().getFirst("authorization"));
    return known
        ? account.answer(operation, request, endpoint())
        : Reply.error(401, "The input authorization token can't serve the request");
  }

  private static void meet(HttpExchange exchange, Fault fault, CountDownLatch end)
      throws IOException {
    if (fault instanceof Fault.Answer answer) {
      Reply reply = Reply.error(answer.status(), "injected");
      answer.headers().forEach(reply::with);
      send(exchange, reply);
    } else if (fault instanceof Fault.Gibberish) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("<html>not json".getBytes(StandardCharsets.UTF_8));
    } else if (fault instanceof Fault.Silence) {
      awaitQuietly(end);
    }
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().isMissingNode() ? new byte[0] : JSON.writeValueAsBytes(reply.body());
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.getResponseHeaders().set("x-ms-request-charge", "2.3");
    exchange.getResponseHeaders().set("x-ms-activity-id", UUID.randomUUID().toString());
    exchange.getResponseHeaders().set("x-ms-serviceversion", "version=2.14.0.0");
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /** One stretch of listening. */
  private static final class Running {
    final HttpServer server;
    private final ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "cosmos-peer");
              thread.setDaemon(true);
              return thread;
            });
    private final CountDownLatch end = new CountDownLatch(1);

    Running(CosmosPeer peer) throws IOException {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port), 0);
      server.setExecutor(threads);
      server.createContext("/", exchange -> peer.handle(exchange, end));
      server.start();
    }

    void close() {
      end.countDown();
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
