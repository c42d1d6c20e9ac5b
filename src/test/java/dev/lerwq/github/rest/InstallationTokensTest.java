package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstallationTokensTest {
  private final MovableClock clock = new MovableClock();
  private final List<Long> asked = new ArrayList<>();
  private boolean down;
  private final InstallationTokens tokens = new InstallationTokens(this::issue, clock);

  private InstallationTokens.Token issue(long installation) throws GithubException {
    asked.add(installation);
    if (down) {
      throw new GithubException(Kind.UNAVAILABLE, "down", Optional.empty(), null);
    }
    Secret secret = new Secret("token " + installation + "/" + asked.size());
    return new InstallationTokens.Token(secret, clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void tokenIsKeptUntilShortlyBeforeItExpires() throws Exception {
    Secret first = tokens.of(1).authorization();
    clock.advance(Duration.ofMinutes(55));
    assertThat(tokens.of(1).authorization()).isSameAs(first);
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.of(1).authorization().reveal()).isEqualTo("token 1/2");
  }

  @Test
  void installationsHaveTokensOfTheirOwn() throws Exception {
    tokens.of(1).authorization();
    tokens.of(2).authorization();
    tokens.of(1).authorization();
    assertThat(asked).containsExactly(1L, 2L);
  }

  @Test
  void failureIsNotKept() throws Exception {
    down = true;
    assertThatThrownBy(() -> tokens.of(1).authorization()).isInstanceOf(GithubException.class);
    down = false;
    assertThat(tokens.of(1).authorization().reveal()).isEqualTo("token 1/2");
  }

  @Test
  void refusedTokenIsForgottenUnlessItWasReplacedMeanwhile() throws Exception {
    Secret first = tokens.of(1).authorization();
    assertThat(tokens.of(1).forget(first)).isTrue();
    Secret second = tokens.of(1).authorization();
    assertThat(tokens.of(1).forget(first)).isTrue();
    assertThat(tokens.of(1).authorization()).isSameAs(second);
    assertThat(asked).hasSize(2);
  }
}
