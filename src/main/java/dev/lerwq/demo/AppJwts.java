package dev.lerwq.demo;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;

/** Checks the tokens that an App signs for itself, as strictly as GitHub does. */
final class AppJwts {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final JwtParser parser;
  private final long appId;

  AppJwts(long appId, PublicKey key) {
    this.appId = appId;
    this.parser = Jwts.parser().verifyWith(key).build();
  }

  /** Why a token is refused; empty if it is good. */
  Optional<String> refusal(String token) {
    Claims claims;
    try {
      claims = parser.parseSignedClaims(token).getPayload();
    } catch (JwtException | IllegalArgumentException e) {
      return Optional.of("A JSON web token could not be decoded");
    }
    if (!Long.toString(appId).equals(claims.getIssuer())) {
      return Optional.of("Integration not found");
    }
    if (claims.getIssuedAt() == null || claims.getExpiration() == null) {
      return Optional.of("Missing 'issued at' or 'expiration' claim in assertion");
    }
    long ahead = claims.getExpiration().getTime() - System.currentTimeMillis();
    return ahead > LONGEST.toMillis()
        ? Optional.of("'Expiration time' claim ('exp') is too far in the future")
        : Optional.empty();
  }
}
