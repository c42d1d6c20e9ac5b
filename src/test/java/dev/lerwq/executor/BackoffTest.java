package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration CAP = Duration.ofMillis(300);

  @Test
  void boundDoublesUpToTheCap() {
    Backoff longest = new Backoff(FIRST, CAP, most -> most);
    assertThat(Stream.generate(longest::next).limit(5).map(Duration::toMillis))
        .containsExactly(100L, 200L, 300L, 300L, 300L);
  }

  @Test
  void jitterIsFull() {
    Set<Duration> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      Duration wait = new Backoff(FIRST, CAP).next();
      assertThat(wait).isBetween(Duration.ZERO, FIRST);
      seen.add(wait);
    }
    assertThat(seen)
        .anyMatch(wait -> wait.compareTo(Duration.ofMillis(10)) < 0)
        .anyMatch(wait -> wait.compareTo(Duration.ofMillis(90)) > 0);
  }
}
