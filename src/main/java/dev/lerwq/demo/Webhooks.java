package dev.lerwq.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.github.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Sends signed webhooks the way GitHub does: once, with ten seconds for the receiver, and a record
 * of how it went. The events of one job leave in order; those of different jobs side by side.
 */
public final class Webhooks implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Webhooks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LANES = 4;

  private final ObjectMapper json = new ObjectMapper();
  private final long appId;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final List<ExecutorService> lanes =
      IntStream.range(0, LANES)
          .mapToObj(lane -> Executors.newSingleThreadExecutor(Webhooks::thread))
          .toList();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger toDouble = new AtomicInteger();
  private volatile Optional<Receiver> receiver = Optional.empty();

  Webhooks(long appId) {
    this.appId = appId;
  }

  private record Receiver(URI url, Secret secret) {}

  /**
   * One attempt to deliver an event.
   *
   * @param id of the attempt
   * @param guid of the event: {@code X-GitHub-Delivery}, the same when it is sent again
   * @param action the event's action; empty if it has none
   * @param status what the receiver answered; 0 if it did not
   */
  public record Delivery(
      long id,
      String guid,
      String event,
      Optional<String> action,
      boolean redelivery,
      int status,
      String answer,
      Duration took,
      Instant at,
      byte[] body) {}

  /** Where webhooks go, and the secret they are signed with. Until then they are lost. */
  public void deliverTo(URI url, Secret secret) {
    receiver = Optional.of(new Receiver(url, secret));
  }

  /** The receiver's URL; empty while there is none. */
  String target() {
    return receiver.map(to -> to.url().toString()).orElse("");
  }

  /** Every attempt so far, oldest first. */
  public List<Delivery> deliveries() {
    synchronized (deliveries) {
      return List.copyOf(deliveries);
    }
  }

  /** The next {@code times} events are not sent; they count as failed deliveries. */
  public void loseNext(int times) {
    toLose.set(times);
  }

  /** The next {@code times} events are sent twice, with one delivery id. */
  public void doubleNext(int times) {
    toDouble.set(times);
  }

  /** Sends the event of an earlier attempt again, as a person does on the App's settings page. */
  public boolean redeliver(long id) {
    Optional<Delivery> old = deliveries().stream().filter(d -> d.id() == id).findFirst();
    old.ifPresent(d -> submit(d.id(), d.guid(), d.event(), d.action(), true, d.body()));
    return old.isPresent();
  }

  void send(String event, ObjectNode payload, long lane) {
    Optional<String> action = Optional.ofNullable(payload.path("action").textValue());
    byte[] body;
    try {
      body = json.writeValueAsBytes(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing JSON to memory", e);
    }
    String guid = Payloads.deliveryId();
    boolean twice = toDouble.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    submit(lane, guid, event, action, false, body);
    if (twice) {
      submit(lane, guid, event, action, false, body);
    }
  }

  private void submit(
      long lane,
      String guid,
      String event,
      Optional<String> action,
      boolean redelivery,
      byte[] body) {
    lanes
        .get((int) Math.floorMod(lane, (long) LANES))
        .execute(() -> attempt(guid, event, action, redelivery, body));
  }

  private void attempt(
      String guid, String event, Optional<String> action, boolean redelivery, byte[] body) {
    Instant at = Instant.now();
    int status = 0;
    String answer;
    boolean lost = toLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    Optional<Receiver> to = lost ? Optional.empty() : receiver;
    if (to.isEmpty()) {
      answer = "not sent";
    } else {
      try {
        HttpResponse<String> response =
            client.send(request(to.get(), guid, event, body), HttpResponse.BodyHandlers.ofString());
        status = response.statusCode();
        answer = response.body();
      } catch (IOException e) {
        answer = "failed to connect to host: " + e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    LOG.debugf("webhook %s %s: %d %s", event, action.orElse(""), status, answer);
    Duration took = Duration.between(at, Instant.now());
    synchronized (deliveries) {
      long id = 7_000_000_001L + deliveries.size();
      deliveries.add(
          new Delivery(id, guid, event, action, redelivery, status, answer, took, at, body));
    }
  }

  private HttpRequest request(Receiver to, String guid, String event, byte[] body) {
    return HttpRequest.newBuilder(to.url())
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .header("Accept", "*/*")
        .header("User-Agent", "GitHub-Hookshot/5e1f3d2")
        .header("X-GitHub-Event", event)
        .header("X-GitHub-Delivery", guid)
        .header("X-GitHub-Hook-ID", "30001")
        .header("X-GitHub-Hook-Installation-Target-Type", "integration")
        .header("X-GitHub-Hook-Installation-Target-ID", Long.toString(appId))
        .header("X-Hub-Signature-256", signature(to.secret(), body))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  static String signature(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HMAC-SHA256", e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "demo-webhooks");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    lanes.forEach(ExecutorService::shutdownNow);
  }
}
