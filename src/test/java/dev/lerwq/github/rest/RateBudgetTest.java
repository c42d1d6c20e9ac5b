package dev.lerwq.github.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private static final long ONE = 17;
  private static final long OTHER = 18;

  private final MovableClock clock = new MovableClock();
  private final RateBudget budget = new RateBudget(clock);

  private static HttpHeaders headers(Map<String, String> values) {
    return HttpHeaders.of(
        values.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        (name, value) -> true);
  }

  private HttpHeaders limit(long remaining, Duration untilReset) {
    return headers(
        Map.of(
            "x-ratelimit-limit", "5000",
            "x-ratelimit-remaining", Long.toString(remaining),
            "x-ratelimit-reset", Long.toString(clock.instant().plus(untilReset).getEpochSecond())));
  }

  @Test
  void housekeepingIsAllowedUntilShownOtherwise() {
    assertThat(budget.allowsHousekeeping()).isTrue();
    budget.observe(ONE, headers(Map.of()));
    budget.observe(ONE, headers(Map.of("x-ratelimit-limit", "many")));
    assertThat(budget.allowsHousekeeping()).isTrue();
  }

  @Test
  void lastQuarterIsKeptForJobs() {
    budget.observe(ONE, limit(1_250, Duration.ofMinutes(10)));
    assertThat(budget.allowsHousekeeping()).isTrue();
    budget.observe(ONE, limit(1_249, Duration.ofMinutes(10)));
    assertThat(budget.allowsHousekeeping()).isFalse();
    clock.advance(Duration.ofMinutes(10));
    assertThat(budget.allowsHousekeeping()).isTrue();
  }

  @Test
  void accountsAreSeparate() {
    budget.pauseFor(ONE, Duration.ofSeconds(60));
    assertThat(budget.pause(ONE)).contains(Duration.ofSeconds(60));
    assertThat(budget.pause(OTHER)).isEmpty();
    assertThat(budget.allowsHousekeeping()).isFalse();
    clock.advance(Duration.ofSeconds(60));
    assertThat(budget.pause(ONE)).isEmpty();
    assertThat(budget.allowsHousekeeping()).isTrue();
  }

  @Test
  void shorterPauseDoesNotEndALongerOne() {
    budget.pauseFor(ONE, Duration.ofSeconds(60));
    budget.pauseFor(ONE, Duration.ofSeconds(5));
    assertThat(budget.pause(ONE)).contains(Duration.ofSeconds(60));
  }

  @Test
  void resetIsReadOnGithubsClock() {
    Instant theirs = clock.instant().plus(Duration.ofHours(3));
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atOffset(ZoneOffset.UTC));
    long reset = theirs.plusSeconds(90).getEpochSecond();
    assertThat(budget.untilReset(headers(Map.of("date", date)), reset))
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(budget.untilReset(headers(Map.of("date", "yesterday")), reset))
        .isEqualTo(Duration.ofHours(3).plusSeconds(90));
    assertThat(budget.untilReset(headers(Map.of()), 0)).isZero();
  }
}
