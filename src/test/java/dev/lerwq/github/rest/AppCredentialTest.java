package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.github.Secret;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.Jwts;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppCredentialTest {
  private final MovableClock clock = new MovableClock();
  private KeyPair keys;
  private AppCredential credential;

  @BeforeEach
  void generate() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    credential = new AppCredential(AppIdentity.of("4711", new Secret(pem)), clock);
  }

  /** By another implementation's reading, which checks signature and times. */
  private Jws<Claims> read() throws Exception {
    String header = credential.authorization().reveal();
    assertThat(header).startsWith("Bearer ");
    return Jwts.parser()
        .verifyWith(keys.getPublic())
        .clock(() -> Date.from(clock.instant()))
        .build()
        .parseSignedClaims(header.substring("Bearer ".length()));
  }

  @Test
  void anotherImplementationReadsTheToken() throws Exception {
    Jws<Claims> token = read();
    assertThat(token.getHeader().getAlgorithm()).isEqualTo("RS256");
    assertThat(token.getPayload().getIssuer()).isEqualTo("4711");
  }

  @Test
  void toleratesAClockThatIsAMinuteFastAndLastsNoLongerThanGithubAllows() throws Exception {
    Claims claims = read().getPayload();
    assertThat(claims.getIssuedAt()).isEqualTo(Date.from(clock.instant().minusSeconds(60)));
    assertThat(Duration.between(clock.instant(), claims.getExpiration().toInstant()))
        .isLessThan(Duration.ofMinutes(10));
    assertThat(claims.getExpiration().getTime() - claims.getIssuedAt().getTime())
        .isLessThanOrEqualTo(Duration.ofMinutes(10).toMillis());
  }

  @Test
  void tokenIsUsedAgainUntilItsEndIsNear() throws Exception {
    Secret first = credential.authorization();
    clock.advance(Duration.ofMinutes(6));
    assertThat(credential.authorization()).isSameAs(first);
    clock.advance(Duration.ofMinutes(2));
    assertThat(credential.authorization()).isNotSameAs(first);
    assertThat(read().getPayload().getExpiration()).isAfter(Date.from(clock.instant()));
  }

  @Test
  void clockThatWasSetBackMakesForANewToken() throws Exception {
    Secret first = credential.authorization();
    clock.advance(Duration.ofHours(-1));
    assertThat(credential.authorization()).isNotSameAs(first);
    assertThat(read().getPayload().getIssuedAt()).isBefore(Date.from(clock.instant()));
  }
}
