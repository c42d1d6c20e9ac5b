package dev.lerwq.acl.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.CredentialUnavailableException;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import dev.lerwq.acl.LogCapture;
import dev.lerwq.acl.RefreshSettings;
import dev.lerwq.acl.RefreshingAllowList;
import dev.lerwq.acl.Verdict;
import dev.lerwq.cosmos.peer.CosmosPeer;
import dev.lerwq.cosmos.peer.Fault;
import dev.lerwq.cosmos.peer.Operation;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

class CosmosFailureTest {
  private static final String DATABASE = "GitHubWebHookDB";
  private static final CosmosTimeouts TIMEOUTS =
      new CosmosTimeouts(Duration.ofSeconds(2), Duration.ofMillis(500));

  private static CosmosPeer peer;
  private static CosmosAllowListSource source;

  @BeforeAll
  static void start() throws Exception {
    peer = new CosmosPeer();
    source = source(DATABASE);
  }

  @AfterAll
  static void stop() {
    source.close();
    peer.close();
  }

  @BeforeEach
  void createContainers() {
    peer.createContainer(DATABASE, "AllowOwner");
    peer.createContainer(DATABASE, "AllowRepository");
  }

  @AfterEach
  void heal() {
    peer.heal();
  }

  private static CosmosConnection byKey() {
    return CosmosConnection.ofConnectionString(peer.connectionString());
  }

  private static CosmosAllowListSource source(String database) {
    return new CosmosAllowListSource(byKey(), database, TIMEOUTS);
  }

  private static AllowListException failure(CosmosAllowListSource failing) {
    try {
      return new AllowListException("loaded " + failing.load());
    } catch (AllowListException e) {
      assertThat(e.getMessage()).hasLineCount(1).doesNotContain(peer.key());
      return e;
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.answer(401), "refuses the key (401); copy dbconn again"),
        Arguments.of(Fault.answer(403), "forbids this (403); check its firewall"),
        Arguments.of(Fault.throttle(50), "is busy (429); raise the throughput of database"),
        Arguments.of(Fault.answer(500), "fails (500/0); if it goes on"),
        Arguments.of(Fault.answer(503), "fails (503/0); if it goes on"),
        Arguments.of(new Fault.Silence(), "does not answer in time; check network"),
        Arguments.of(new Fault.HangUp(), "drops the connection; check firewall"),
        Arguments.of(
            new Fault.Gibberish(), "does not speak the protocol of Cosmos; check its URL"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void failureIsOneLineThatSaysWhatToDoAndPasses(Fault fault, String problem) throws Exception {
    source.load();
    peer.fail(Operation.QUERY, fault);
    AllowListException e = failure(source);
    assertThat(e)
        .hasMessageStartingWith("dbconn: the Cosmos account 127.0.0.1:")
        .hasMessageContaining(problem);
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    peer.heal();
    assertThat(source.load()).isEmpty();
  }

  @Test
  void throttledQueryIsAskedAgainAfterThePause() throws Exception {
    source.load();
    peer.failOnce(Operation.QUERY, Fault.throttle(100));
    assertThat(source.load()).isEmpty();
  }

  @Test
  void missingContainerIsNamed() throws Exception {
    source.load();
    peer.deleteContainer(DATABASE, "AllowRepository");
    AllowListException e = failure(source);
    assertThat(e)
        .hasMessageContaining("has no container AllowRepository in database GitHubWebHookDB");
    assertThat(e.kind()).isEqualTo(Kind.ABSENT);
  }

  @Test
  void missingDatabaseIsNamed() {
    try (CosmosAllowListSource other = source("Elsewhere")) {
      AllowListException e = failure(other);
      assertThat(e).hasMessageEndingWith("has no database Elsewhere; check the option db");
      assertThat(e.kind()).isEqualTo(Kind.ABSENT);
    }
  }

  @Test
  void wrongKeyIsRefusedAndNotShownAnywhere() {
    String wrong = "aHVudGVyMmh1bnRlcjI=";
    CosmosConnection connection =
        CosmosConnection.ofConnectionString(
            "AccountEndpoint=" + peer.endpoint() + ";AccountKey=" + wrong);
    try (LogCapture log = new LogCapture("com.azure", Level.ALL);
        CosmosAllowListSource denied = new CosmosAllowListSource(connection, DATABASE, TIMEOUTS)) {
      assertThat(failure(denied)).hasMessageContaining("refuses the key (401)");
      assertThat(String.join("\n", log.lines())).isNotEmpty().doesNotContain(wrong);
    }
  }

  @Test
  void identityIsUsed() throws Exception {
    TokenCredential identity =
        request ->
            Mono.just(
                new AccessToken(
                    peer.credentialToken(), OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    try (CosmosAllowListSource identified =
        new CosmosAllowListSource(
            CosmosConnection.withIdentity(peer.endpoint(), identity), DATABASE, TIMEOUTS)) {
      assertThat(identified.load()).isEmpty();
      peer.fail(Operation.QUERY, Fault.answer(403));
      assertThat(failure(identified))
          .hasMessageStartingWith("dbacct: ")
          .hasMessageContaining("give the identity the role Cosmos DB Built-in Data Reader");
    }
  }

  @Test
  void missingIdentityNamesTheVariables() {
    TokenCredential nobody =
        request -> Mono.error(new CredentialUnavailableException("no identity here"));
    try (CosmosAllowListSource unidentified =
        new CosmosAllowListSource(
            CosmosConnection.withIdentity(peer.endpoint(), nobody), DATABASE, TIMEOUTS)) {
      assertThat(failure(unidentified))
          .hasMessageStartingWith("dbacct: ")
          .hasMessageContaining("set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET");
    }
  }

  @Test
  void hostThatNobodyKnowsIsNamed() {
    CosmosConnection connection =
        CosmosConnection.ofConnectionString(
            "AccountEndpoint=https://account.invalid:443/;AccountKey=QUJD;");
    try (CosmosAllowListSource lost = new CosmosAllowListSource(connection, DATABASE, TIMEOUTS)) {
      assertThat(failure(lost))
          .hasMessage(
              "dbconn: the Cosmos account account.invalid:443 has a host name that nobody knows;"
                  + " check its spelling and the DNS");
    }
  }

  @Test
  void databaseThatComesUpLaterIsFound() throws Exception {
    try (CosmosPeer late = new CosmosPeer()) {
      late.createContainer(DATABASE, "AllowOwner");
      late.createContainer(DATABASE, "AllowRepository");
      late.put(DATABASE, "AllowOwner", "{\"id\":\"1\",\"owner\":\"octo\",\"label\":\"m\"}");
      late.stop();
      CosmosAllowListSource waiting =
          new CosmosAllowListSource(
              CosmosConnection.ofConnectionString(late.connectionString()), DATABASE, TIMEOUTS);
      assertThat(failure(waiting)).hasMessageContaining("refuses the connection");
      try (AllowList list = new RefreshingAllowList(waiting, RefreshSettings.forDatabase())) {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> list.status().problem().filter(p -> p.contains("refuses")).isPresent());
        late.start();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> list.decide("Octo", "any", "m").allowed());
      }
    }
  }

  @Test
  void accountThatNeverAnswersDoesNotHoldUpTheEnd() throws Exception {
    peer.fail(Operation.READ_ACCOUNT, new Fault.Silence());
    int before = peer.count(Operation.READ_ACCOUNT);
    AllowList list = new RefreshingAllowList(source(DATABASE), RefreshSettings.forDatabase());
    await().atMost(Duration.ofSeconds(30)).until(() -> peer.count(Operation.READ_ACCOUNT) > before);
    assertThat(list.decide("octo", "any", "m")).isInstanceOf(Verdict.Unknown.class);
    long start = System.nanoTime();
    list.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void closedSourceSaysSo() {
    CosmosAllowListSource closed = source(DATABASE);
    closed.close();
    closed.close();
    assertThatThrownBy(closed::load)
        .isInstanceOf(AllowListException.class)
        .hasMessageEndingWith("is closed");
  }
}
