package dev.lerwq.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RefreshSettingsTest {

  @Property
  void retriesStayWithinTheirBounds(
      @ForAll @IntRange(min = 1) int failures,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    Duration wait = RefreshSettings.forDatabase().retryAfter(failures, random);
    assertThat(wait)
        .isGreaterThanOrEqualTo(Duration.ZERO)
        .isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Property(tries = 1)
  void listThatIsAlwaysStaleIsRefused() {
    assertThatThrownBy(
            () -> RefreshSettings.forFile().with(Duration.ofMinutes(5), Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refreshed more often");
    assertThatThrownBy(() -> RefreshSettings.forFile().with(Duration.ZERO, Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval");
  }
}
