package dev.lerwq.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lerwq.github.Secret;
import dev.lerwq.github.rest.AppIdentity;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How strict the stand-in is; that it serves well is shown by the adapter's tests. */
@Timeout(60)
class GithubStandInTest {
  private static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");

  private final HttpClient client = HttpClient.newHttpClient();
  private GithubStandIn standIn;
  private long installation;

  @BeforeEach
  void start(@TempDir Path spool) throws Exception {
    standIn = GithubStandIn.start(spool);
    installation = standIn.install("octo-org");
    standIn.addRepository(installation, "octo-org", "hello");
  }

  @AfterEach
  void stop() {
    standIn.close();
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(standIn.api() + path))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  /** The key by way of the JDK alone: PKCS#1 of 2048 bits in its fixed PKCS#8 envelope. */
  private PrivateKey key() throws Exception {
    String base64 = standIn.privateKey().reveal().replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] pkcs1 = Base64.getDecoder().decode(base64);
    String header = "308204%02x020100300d06092a864886f70d0101010500048204%02x";
    int octets = pkcs1.length - 0x400;
    byte[] envelope = java.util.HexFormat.of().parseHex(String.format(header, octets + 22, octets));
    byte[] pkcs8 = new byte[envelope.length + pkcs1.length];
    System.arraycopy(envelope, 0, pkcs8, 0, envelope.length);
    System.arraycopy(pkcs1, 0, pkcs8, envelope.length, pkcs1.length);
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  private String jwt(String issuer, Duration ahead) throws Exception {
    Instant now = Instant.now();
    return Jwts.builder()
        .issuer(issuer)
        .issuedAt(Date.from(now.minusSeconds(60)))
        .expiration(Date.from(now.plus(ahead)))
        .signWith(key())
        .compact();
  }

  private String jwt() throws Exception {
    return jwt(standIn.appId(), Duration.ofMinutes(5));
  }

  @Test
  void appHasToProveItself() throws Exception {
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/app", jwt("1", Duration.ofMinutes(5))).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/app", jwt(standIn.appId(), Duration.ofMinutes(11))).statusCode())
        .isEqualTo(401);
    assertThat(send("GET", "/app", jwt(standIn.appId(), Duration.ofMinutes(-1))).statusCode())
        .isEqualTo(401);
    assertThat(send("GET", "/app", jwt() + "x").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/app", "").statusCode()).isEqualTo(401);
  }

  @Test
  void installationTokensAreCheckedAndExpire() throws Exception {
    String repositories = "/installation/repositories";
    assertThat(send("GET", repositories, "ghs_made_up").statusCode()).isEqualTo(401);
    assertThat(send("GET", repositories, jwt()).statusCode()).isEqualTo(401);
    String tokens = "/app/installations/" + installation + "/access_tokens";
    String token = json(send("POST", tokens, jwt())).path("token").asText();
    assertThat(send("GET", repositories, token).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/app", token).statusCode()).isEqualTo(401);
    standIn.tokensLast(Duration.ofMillis(-1));
    String old = json(send("POST", tokens, jwt())).path("token").asText();
    assertThat(send("GET", repositories, old).statusCode()).isEqualTo(401);
  }

  @Test
  void whatDoesNotExistIsNotFound() throws Exception {
    HttpResponse<String> response = send("GET", "/nothing/here", jwt());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).path("message").asText()).isEqualTo("Not Found");
    assertThat(response.headers().firstValue("x-github-request-id")).isPresent();
    assertThat(send("POST", "/app/installations/7/access_tokens", jwt()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void deliveriesAreListedNewestFirstAndCanBeAttemptedAgain() throws Exception {
    try (WebhookSink sink = new WebhookSink()) {
      standIn.queueJob("octo-org", "hello", LABELS);
      await().until(() -> standIn.webhooks().deliveries().size() == 1);
      standIn.webhooks().deliverTo(sink.url(), new Secret("s"));
      standIn.ping();
      await().until(() -> standIn.webhooks().deliveries().size() == 2);

      assertThat(json(send("GET", "/app/hook/config", jwt())).path("url").asText())
          .isEqualTo(sink.url().toString());
      HttpResponse<String> newest = send("GET", "/app/hook/deliveries?per_page=1", jwt());
      assertThat(json(newest)).hasSize(1);
      assertThat(json(newest).at("/0/event").asText()).isEqualTo("ping");
      String next = newest.headers().firstValue("link").orElseThrow();
      String path = next.substring(1, next.indexOf('>')).substring(standIn.api().length());
      JsonNode failed = json(send("GET", path, jwt())).path(0);
      assertThat(failed.path("status_code").asInt()).isZero();

      String again = "/app/hook/deliveries/" + failed.path("id").asLong() + "/attempts";
      assertThat(send("POST", again, jwt()).statusCode()).isEqualTo(202);
      await().until(() -> sink.received().size() == 2);
      assertThat(sink.received().get(1).headers().getFirst("X-GitHub-Delivery"))
          .isEqualTo(failed.path("guid").asText());
      assertThat(send("POST", "/app/hook/deliveries/1/attempts", jwt()).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void faultsEndByThemselves() throws Exception {
    standIn.faults().answer("GET /app$", 2, 502);
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(502);
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(502);
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(200);
    standIn.faults().answer("GET /app$", 1_000, 502);
    standIn.faults().clear();
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(200);
  }

  @Test
  void awayItRefusesConnectionsAndThenIsBackWhereItWas() throws Exception {
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    standIn.goDown();
    assertThatThrownBy(() -> send("GET", "/app", jwt())).isInstanceOf(IOException.class);
    standIn.comeBack();
    assertThat(send("GET", "/app", jwt()).statusCode()).isEqualTo(200);
    assertThat(standIn.job(job.id())).contains(job);
  }

  @Test
  void keyIsOneThatLerwqReads() {
    assertThat(standIn.privateKey().reveal()).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
    assertThat(AppIdentity.of(standIn.appId(), standIn.privateKey()).appId()).isPositive();
  }

  @Test
  void unknownRepositoriesAndOddBoardNamesAreMistakesOfTheCaller(@TempDir Path directory) {
    assertThatThrownBy(() -> standIn.queueJob("octo-org", "other", LABELS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleScripts.unpack(directory, standIn.spool(), "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
