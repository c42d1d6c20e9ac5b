package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.BusException;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often, and when, what failed is tried again; on a clock of its own. */
class PersistenceTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final FakePace pace = new FakePace();
  private final AtomicInteger calls = new AtomicInteger();

  private static Backoff longest() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), most -> most);
  }

  @Test
  void pausesGrowToTheCapAndEndBeforeTheLimit() throws Exception {
    GithubCall.Answer<String> answer = ask(() -> failure(Kind.UNAVAILABLE, Optional.empty()));
    assertThat(answer.value()).isEmpty();
    assertThat(answer.away()).isTrue();
    assertThat(pace.pauses().subList(0, 7))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    assertThat(pace.passed()).isLessThan(LIMIT);
    assertThat(calls).hasValue(pace.pauses().size() + 1);
  }

  @Test
  void githubIsLeftAloneForAsLongAsItAsks() throws Exception {
    Deque<GithubException> failures =
        new ArrayDeque<>(
            List.of(
                failure(Kind.RATE_LIMITED, Optional.of(Duration.ofSeconds(60))),
                failure(Kind.RATE_LIMITED, Optional.of(Duration.ofSeconds(60)))));
    GithubCall.Answer<String> answer = ask(failures::poll);
    assertThat(answer.value()).contains("yes");
    assertThat(pace.pauses()).containsExactly(Duration.ofSeconds(61), Duration.ofSeconds(62));
  }

  @Test
  void rateLimitBeyondTheLimitIsNotWaitedForAndNothingIsSentAgain() throws Exception {
    GithubCall.Answer<String> answer =
        ask(() -> failure(Kind.RATE_LIMITED, Optional.of(Duration.ofMinutes(30))));
    assertThat(answer.away()).isTrue();
    assertThat(calls).hasValue(1);
    assertThat(pace.pauses()).isEmpty();
  }

  @Test
  void refusalIsNotArguedWith() throws Exception {
    GithubCall.Answer<String> answer = ask(() -> failure(Kind.FORBIDDEN, Optional.empty()));
    assertThat(answer.away()).isFalse();
    assertThat(calls).hasValue(1);
  }

  @Test
  void settlingIsTriedAgainUntilTheLimitWithGrowingPauses() throws Exception {
    Settlement settlement =
        Settlement.attempt(
            () -> {
              calls.incrementAndGet();
              return CompletableFuture.failedFuture(new BusException.Unavailable("away"));
            },
            Duration.ofMinutes(1),
            longest(),
            pace);
    assertThat(settlement.done()).isFalse();
    assertThat(pace.pauses()).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L);
    assertThat(calls).hasValue(6);
  }

  private interface Failures {
    GithubException next();
  }

  private GithubCall.Answer<String> ask(Failures failures) throws InterruptedException {
    return new GithubCall<>(
            "thing",
            () -> {
              calls.incrementAndGet();
              GithubException failure = failures.next();
              if (failure != null) {
                throw failure;
              }
              return "yes";
            })
        .ask(pace, longest(), LIMIT);
  }

  private static GithubException failure(Kind kind, Optional<Duration> retryAfter) {
    return FakeGithub.failure(kind, retryAfter);
  }
}
