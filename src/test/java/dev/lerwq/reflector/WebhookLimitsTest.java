package dev.lerwq.reflector;

import static dev.lerwq.reflector.Webhook.given;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Size, back-pressure, durability and outages, over HTTP. */
@QuarkusTest
@TestProfile(ReflectorProfile.class)
class WebhookLimitsTest {
  private static final int MEBIBYTE = 1024 * 1024;

  @Inject RecordingBus bus;
  @Inject Admission admission;

  @TestHTTPResource("/webhooks/github")
  URI endpoint;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void reset() {
    bus.reset();
  }

  private CompletableFuture<HttpResponse<String>> post(byte[] body) {
    return client.sendAsync(
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", "workflow_job")
            .header("X-Hub-Signature-256", Signatures.header(ReflectorProfile.SECRET, body))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** A job padded with white space inside. */
  private static byte[] paddedTo(int size) {
    byte[] job = Webhook.bytes("workflow_job.queued");
    byte[] padded = new byte[size];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(job, 0, padded, 0, job.length);
    return padded;
  }

  @Test
  void theLargestDeliveryThatGithubSendsIsTaken() {
    assertThat(post(paddedTo(25 * MEBIBYTE)).join().statusCode()).isEqualTo(200);
    assertThat(bus.on("work-queue")).hasSize(1);
  }

  @Test
  void oneByteMoreIsTooLarge() throws Exception {
    String head =
        request(
            "Content-Length: " + (25 * MEBIBYTE + 1) + "\r\nContent-Type: application/json\r\n");
    assertThat(exchange(head.getBytes(StandardCharsets.US_ASCII), 0)).startsWith("HTTP/1.1 413");
    assertThat(bus.on("work-queue")).isEmpty();
  }

  @Test
  void anAnnouncedExcessIsRefusedBeforeItIsSent() throws Exception {
    String head = request("Content-Length: 9999999999\r\nContent-Type: application/json\r\n");
    assertThat(exchange(head.getBytes(StandardCharsets.US_ASCII), 0)).startsWith("HTTP/1.1 413");
  }

  @Test
  void anUnannouncedExcessIsCutOff() throws Exception {
    String head = request("Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n");
    assertThat(exchange(head.getBytes(StandardCharsets.US_ASCII), 40)).startsWith("HTTP/1.1 413");
    await().until(() -> admission.bytesInFlight(), is(0L));
  }

  private String request(String headers) {
    return "POST " + endpoint.getPath() + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  /** Sends a head and then mebibyte chunks until the answer comes, and returns the answer. */
  private String exchange(byte[] head, int chunks) throws Exception {
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(head);
      byte[] chunk = new byte[MEBIBYTE];
      Arrays.fill(chunk, (byte) ' ');
      for (int i = 0; i < chunks && socket.getInputStream().available() == 0; i++) {
        try {
          out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
          out.write(chunk);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (java.io.IOException closedByServer) {
          break;
        }
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        answer.write(b);
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }

  @Test
  void successIsReportedOnlyOnceTheMessageIsDurable() {
    bus.hold();
    CompletableFuture<HttpResponse<String>> answer = post(Webhook.bytes("workflow_job.queued"));
    await().until(bus::held, is(1));
    assertThat(answer).isNotDone();
    bus.letGo();
    assertThat(answer.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aFloodIsAnsweredAndNothingThatWasAcceptedIsLost() {
    bus.hold();
    byte[] job = Webhook.bytes("workflow_job.queued");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < ReflectorProfile.MAX_IN_FLIGHT; i++) {
      answers.add(post(job));
    }
    await().until(bus::held, is(ReflectorProfile.MAX_IN_FLIGHT));

    HttpResponse<String> refused = post(job).join();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");

    bus.letGo();
    assertThat(answers).allSatisfy(a -> assertThat(a.join().statusCode()).isEqualTo(200));
    assertThat(bus.on("work-queue")).hasSize(ReflectorProfile.MAX_IN_FLIGHT);
    await().until(admission::deliveriesInFlight, is(0));
    assertThat(admission.bytesInFlight()).isZero();
    assertThat(post(job).join().statusCode()).isEqualTo(200);
  }

  @Test
  void aSenderThatHangsUpGivesItsRoomBack() throws Exception {
    String head = request("Content-Length: 1000000\r\nContent-Type: application/json\r\n");
    Socket socket = new Socket(endpoint.getHost(), endpoint.getPort());
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    await().until(admission::deliveriesInFlight, is(1));
    socket.close();
    await().until(admission::deliveriesInFlight, is(0));
    assertThat(admission.bytesInFlight()).isZero();
  }

  @Test
  void theBusDownIsA503AndTheRedeliverySucceeds() {
    bus.down(true);
    given("workflow_job.queued").posted().statusCode(503).body(containsString("redeliver"));
    given("workflow_job.completed").posted().statusCode(503);
    given("workflow_job.waiting").posted().statusCode(200);
    get(management.resolve("/health/ready"))
        .then()
        .statusCode(503)
        .body(containsString("pulled the plug"));
    get(management.resolve("/health/live")).then().statusCode(200);

    bus.down(false);
    given("workflow_job.queued").posted().statusCode(200);
    given("workflow_job.completed").posted().statusCode(200);
    assertThat(bus.on("work-queue")).hasSize(1);
    assertThat(bus.on("work-complete")).hasSize(1);
    get(management.resolve("/health/ready")).then().statusCode(200);
  }

  @Test
  void aBrokenDebugQueueHarmsNobody() {
    bus.breakEntity("github-reflector-debug");
    given("workflow_job.queued").posted().statusCode(200);
    given("star.created").posted().statusCode(200);
    assertThat(bus.on("work-queue")).hasSize(1);
  }

  @Test
  void everyOutcomeIsCounted() {
    given("workflow_job.queued").posted().statusCode(200);
    given("workflow_job.queued").signedWith("guess").posted().statusCode(401);
    given("ping").posted().statusCode(200);
    given("ping").header("X-GitHub-Event", "made up").posted().statusCode(200);
    get(management.resolve("/metrics"))
        .then()
        .statusCode(200)
        .body(
            containsString(
                "lerwq_webhook_deliveries_total{event=\"workflow_job\",outcome=\"queued\"}"))
        .body(containsString("outcome=\"bad_signature\"}"))
        .body(containsString("{event=\"other\",outcome=\"ignored\"}"))
        .body(containsString("lerwq_publish_seconds_bucket{accepted=\"true\","))
        .body(containsString("lerwq_allowlist_age_seconds "))
        .body(containsString("lerwq_webhook_inflight "));
  }
}
