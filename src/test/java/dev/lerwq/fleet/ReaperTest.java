package dev.lerwq.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.fleet.Reaper.Fate;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.RunnerApi.Runner;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is spared, however it looked a moment ago. */
class ReaperTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_003_600_000L);
  private static final String HOUR_OLD = "ephemeral-host-1700000000000-42";

  private final List<Long> deleted = new ArrayList<>();
  private List<Runner> now = List.of();

  private final RunnerApi api =
      (RunnerApi)
          Proxy.newProxyInstance(
              RunnerApi.class.getClassLoader(),
              new Class<?>[] {RunnerApi.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("runners")) {
                  return now;
                }
                assertThat(method.getName()).isEqualTo("deleteRunner");
                deleted.add((Long) arguments[1]);
                return true;
              });

  private final Reaper reaper =
      new Reaper(api, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(60));

  private static Runner runner(long id, String name, String status, boolean busy) {
    return new Runner(id, name, "linux", status, busy, List.of());
  }

  private static FoundRunner found(Runner runner) {
    return new FoundRunner(new RepositoryRef(1, "octo-org", "firmware"), runner);
  }

  @Test
  void whatIsLeakedAndOldEnoughGoes() throws Exception {
    Runner leaked = runner(5, HOUR_OLD, "offline", false);
    now = List.of(leaked);
    assertThat(reaper.reap(found(leaked))).isInstanceOf(Fate.Reaped.class);
    assertThat(deleted).containsExactly(5L);
  }

  @Test
  void busyOnlineYoungAndForeignRunnersStay() {
    assertThat(reaper.reasonToSpare(found(runner(1, HOUR_OLD, "offline", true))))
        .contains("it is busy");
    assertThat(reaper.reasonToSpare(found(runner(1, HOUR_OLD, "online", false))))
        .contains("it is online");
    assertThat(
            reaper.reasonToSpare(
                found(runner(1, "ephemeral-host-1700000000001-42", "offline", false))))
        .contains("it is younger than 60 minutes");
    assertThat(reaper.reasonToSpare(found(runner(1, "laptop", "offline", false))))
        .contains("no executor registered it");
  }

  @Test
  void whatHasChangedSinceItWasListedStays() throws Exception {
    FoundRunner before = found(runner(5, HOUR_OLD, "offline", false));
    now = List.of(runner(5, HOUR_OLD, "online", true));
    assertThat(reaper.reap(before)).isEqualTo(new Fate.Spared("it is busy"));
    now = List.of(runner(6, HOUR_OLD, "offline", false));
    assertThat(reaper.reap(before)).isEqualTo(new Fate.Spared("it is gone already"));
    assertThat(deleted).isEmpty();
  }
}
