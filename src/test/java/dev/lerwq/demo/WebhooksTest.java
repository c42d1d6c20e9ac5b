package dev.lerwq.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.github.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebhooksTest {
  private static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");
  private static final String SECRET = "It's a Secret to Everybody";

  private GithubStandIn standIn;
  private WebhookSink sink;

  @BeforeEach
  void start(@TempDir Path spool) throws Exception {
    standIn = GithubStandIn.start(spool);
    sink = new WebhookSink();
    standIn.webhooks().deliverTo(sink.url(), new Secret(SECRET));
    standIn.addRepository(standIn.install("octo-org"), "octo-org", "hello");
  }

  @AfterEach
  void stop() {
    standIn.close();
    sink.close();
  }

  private WebhookSink.Received first() {
    return await().until(sink::received, received -> !received.isEmpty()).get(0);
  }

  private List<Webhooks.Delivery> deliveries(int count) {
    return await().until(standIn.webhooks()::deliveries, all -> all.size() == count);
  }

  /** The example of GitHub's own page "Validating webhook deliveries". */
  @Test
  void signatureIsThatOfGithubsExample() {
    assertThat(
            Webhooks.signature(
                new Secret(SECRET), "Hello, World!".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void bodyIsSignedAsItIsSent() {
    standIn.queueJob("octo-org", "hello", LABELS);
    WebhookSink.Received received = first();
    assertThat(received.headers().getFirst("X-Hub-Signature-256"))
        .isEqualTo(Webhooks.signature(new Secret(SECRET), received.body()))
        .isNotEqualTo(Webhooks.signature(new Secret("another"), received.body()));
  }

  @Test
  void headersSayWhatItIs() {
    standIn.queueJob("octo-org", "hello", LABELS);
    var headers = first().headers();
    assertThat(headers.getFirst("X-GitHub-Event")).isEqualTo("workflow_job");
    assertThat(headers.getFirst("X-GitHub-Delivery")).hasSize(36);
    assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(headers.getFirst("User-Agent")).startsWith("GitHub-Hookshot/");
  }

  @Test
  void queuedJobHasTheFieldsAndTheSizeOfGithubs() {
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    WebhookSink.Received received = first();
    assertThat(received.body().length).isBetween(8_000, 12_000);
    JsonNode event = received.json();
    assertThat(event.path("action").asText()).isEqualTo("queued");
    JsonNode shown = event.path("workflow_job");
    assertThat(shown.path("id").asLong()).isEqualTo(job.id());
    assertThat(shown.path("labels")).extracting(JsonNode::asText).containsExactlyElementsOf(LABELS);
    for (String field : List.of("runner_id", "runner_name", "runner_group_id", "conclusion")) {
      assertThat(shown.has(field) && shown.path(field).isNull()).as(field).isTrue();
    }
    assertThat(event.at("/repository/owner/login").asText()).isEqualTo("octo-org");
    assertThat(event.at("/repository/html_url").asText())
        .isEqualTo("https://github.com/octo-org/hello");
    assertThat(event.at("/organization/login").asText()).isEqualTo("octo-org");
    assertThat(event.at("/installation/id").asLong()).isPositive();
    assertThat(event.at("/sender/login").asText()).isEqualTo("octocat");
  }

  @Test
  void starAndPingAreSent() {
    standIn.star("octo-org", "hello", true);
    standIn.ping();
    await().until(() -> sink.received().size() == 2);
    assertThat(sink.received())
        .extracting(r -> r.headers().getFirst("X-GitHub-Event"))
        .containsExactly("star", "ping");
    assertThat(sink.received().get(0).json().path("starred_at").isTextual()).isTrue();
  }

  @Test
  void refusedDeliveryIsRecordedAndNotRepeated() {
    sink.answerWith(503);
    standIn.queueJob("octo-org", "hello", LABELS);
    assertThat(deliveries(1).get(0).status()).isEqualTo(503);
    assertThat(sink.received()).hasSize(1);
  }

  @Test
  void redeliveryKeepsTheDeliveryId() {
    standIn.webhooks().loseNext(1);
    standIn.queueJob("octo-org", "hello", LABELS);
    Webhooks.Delivery lost = deliveries(1).get(0);
    assertThat(lost.status()).isZero();
    assertThat(sink.received()).isEmpty();
    assertThat(standIn.webhooks().redeliver(lost.id())).isTrue();
    assertThat(first().headers().getFirst("X-GitHub-Delivery")).isEqualTo(lost.guid());
    assertThat(deliveries(2).get(1).redelivery()).isTrue();
  }

  @Test
  void doubledEventHasOneDeliveryId() {
    standIn.webhooks().doubleNext(1);
    standIn.queueJob("octo-org", "hello", LABELS);
    await().until(() -> sink.received().size() == 2);
    assertThat(sink.received())
        .extracting(r -> r.headers().getFirst("X-GitHub-Delivery"))
        .containsOnly(deliveries(2).get(0).guid());
  }
}
