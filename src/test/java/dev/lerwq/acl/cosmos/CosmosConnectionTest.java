package dev.lerwq.acl.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class CosmosConnectionTest {
  private static final TokenCredential IDENTITY =
      request ->
          Mono.just(new AccessToken("token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccountEndpoint=https://a.documents.azure.com:443/;AccountKey=QUJDRA==;",
        " accountendpoint=https://a.documents.azure.com:443/ ; AccountKey=QUJDRA== ",
        "AccountKey=QUJD;Database=x;AccountEndpoint=https://a.documents.azure.com:443/;",
      })
  void connectionStringsAsThePortalAndPeopleWriteThem(String text) {

    CosmosConnection connection = CosmosConnection.ofConnectionString(text);
    assertThat(connection.endpoint()).hasToString("https://a.documents.azure.com:443/");
    assertThat(connection.toString()).isEqualTo("dbconn a.documents.azure.com");
  }

  @ParameterizedTest
  @CsvSource({
    "'', dbconn has no AccountEndpoint; expected AccountEndpoint=https://",
    "hunter2, dbconn has no AccountEndpoint",
    "AccountEndpoint=https://hunter2.com/, dbconn has no AccountKey; expected",
    "AccountEndpoint=https://a.com/;AccountKey=, dbconn has no AccountKey",
    "AccountEndpoint=https://a.com/;AccountKey=hunter2!, AccountKey that is not base64; copy",
    "AccountEndpoint=hunter2;AccountKey=QUJD, dbconn has an AccountEndpoint that is no URL",
    "AccountEndpoint=ht tp://hunter2;AccountKey=QUJD, AccountEndpoint that is no URL",
    "AccountEndpoint=ftp://hunter2/;AccountKey=QUJD, dbconn must have an https URL",
    "AccountEndpoint=https://u:hunter2@a.com/;AccountKey=QUJD, dbconn must have an https URL",
    "Endpoint=sb://a/;SharedAccessKey=hunter2, 'of Service Bus, which belongs in busconn'",
  })
  void wrongConnectionStringsSayWhatIsWrongAndNothingElse(String text, String problem) {
    assertThatThrownBy(() -> CosmosConnection.ofConnectionString(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasNoCause()
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void accountWithIdentityIsAUrl() {
    assertThat(CosmosConnection.withIdentity("https://a.documents.azure.com", IDENTITY).toString())
        .isEqualTo("dbacct a.documents.azure.com");
    assertThatThrownBy(() -> CosmosConnection.withIdentity("a.documents.azure.com", IDENTITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dbacct is no URL; expected https://<account>.documents.azure.com:443/");
  }

  @Test
  void tokenDoesNotTravelUnencrypted() {
    assertThatThrownBy(() -> CosmosConnection.withIdentity("http://a.example", IDENTITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unencrypted");
  }

  @Test
  void identityOfTheEnvironmentIsNotAskedBeforeItIsNeeded() {
    assertThat(CosmosConnection.withIdentity("https://a.documents.azure.com").byKey()).isFalse();
  }
}
