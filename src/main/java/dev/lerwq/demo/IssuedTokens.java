package dev.lerwq.demo;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The tokens that the stand-in has given out, and until when they are good. Thread-safe. */
final class IssuedTokens {
  private static final Duration USUAL = Duration.ofHours(1);

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Issued> issued = new ConcurrentHashMap<>();
  private final AtomicInteger installationTokens = new AtomicInteger();
  private final Clock clock;
  private volatile Duration lifetime = USUAL;

  IssuedTokens(Clock clock) {
    this.clock = clock;
  }

  /** What a token is for: {@code installation 17}, {@code registration of octo/hello}. */
  record Issued(String token, String purpose, Instant expires) {}

  void lifetime(Duration next) {
    lifetime = next;
  }

  int installationTokens() {
    return installationTokens.get();
  }

  Issued forInstallation(long installation) {
    installationTokens.incrementAndGet();
    return issue("ghs_", "installation " + installation, lifetime);
  }

  Issued forRegistration(Repository repository) {
    return issue("A", registration(repository), lifetime);
  }

  Issued forRemoval(Repository repository) {
    return issue("R", "removal at " + repository.fullName(), lifetime);
  }

  /** The installation that a token stands for, while it is good. */
  Optional<Long> installation(String token) {
    return purpose(token)
        .filter(purpose -> purpose.startsWith("installation "))
        .map(purpose -> Long.parseLong(purpose.substring("installation ".length())));
  }

  boolean allowsRegistration(String token, Repository repository) {
    return purpose(token).filter(registration(repository)::equals).isPresent();
  }

  /** As if somebody had revoked them all. */
  void revokeAll() {
    issued.clear();
  }

  private static String registration(Repository repository) {
    return "registration of " + repository.fullName();
  }

  private Optional<String> purpose(String token) {
    return Optional.ofNullable(issued.get(token))
        .filter(found -> clock.instant().isBefore(found.expires()))
        .map(Issued::purpose);
  }

  private Issued issue(String prefix, String purpose, Duration goodFor) {
    byte[] bytes = new byte[27];
    random.nextBytes(bytes);
    String token = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Issued made = new Issued(token, purpose, clock.instant().plus(goodFor));
    issued.put(token, made);
    return made;
  }
}
