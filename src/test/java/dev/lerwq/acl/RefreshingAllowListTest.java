package dev.lerwq.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.acl.AllowListException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefreshingAllowListTest {
  private static final AllowEntry OCTO = AllowEntry.Owner.of("octo", "morello");
  private static final RefreshSettings SETTINGS =
      new RefreshSettings(
          Duration.ofSeconds(10),
          Duration.ofMinutes(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5));

  private final ManualTimer timer = new ManualTimer();
  private final ScriptedSource source = new ScriptedSource();
  private final LogCapture log = new LogCapture("dev.lerwq.acl.RefreshingAllowList");
  private final RefreshingAllowList list =
      new RefreshingAllowList(source, SETTINGS, timer, () -> 0.999999);

  @AfterEach
  void closeLog() {
    log.close();
  }

  private Verdict decide() {
    return list.decide("Octo", "any", "morello");
  }

  @Test
  void nothingIsReadOnTheCallersThread() {
    assertThat(source.loads).isZero();
    assertThat(decide())
        .isEqualTo(new Verdict.Unknown("the allow list in the scripted place is not loaded yet"));
    assertThat(list.status().usable()).isFalse();
    assertThat(list.status().problem())
        .hasValueSatisfying(p -> assertThat(p).contains("not loaded"));
    assertThat(timer.delay()).isZero();
  }

  @Test
  void firstLoadDecides() {
    source.answers(OCTO);
    timer.tick();
    assertThat(decide()).isEqualTo(new Verdict.Allowed(OCTO));
    assertThat(list.decide("someone", "any", "morello")).isEqualTo(new Verdict.NotListed());
    assertThat(list.status())
        .isEqualTo(new AllowList.Status(true, Optional.of(ManualTimer.START), 1, Optional.empty()));
    assertThat(log.drain())
        .containsExactly("INFO read the allow list in the scripted place: 1 permissions");
  }

  @Test
  void firstLoadThatFailsSaysWhy() {
    source.fails(Kind.UNREACHABLE, "the place is away");
    timer.tick();
    assertThat(decide()).isEqualTo(new Verdict.Unknown("the place is away"));
    assertThat(list.status().usable()).isFalse();
    assertThat(log.drain())
        .containsExactly(
            "ERROR the place is away - until that works nobody is allowed to run jobs");
    source.answers(OCTO);
    timer.tick();
    assertThat(decide().allowed()).isTrue();
  }

  @Test
  void changeShowsAfterTheInterval() {
    source.answers(OCTO);
    timer.tick();
    source.answers();
    timer.pass(Duration.ofSeconds(9));
    assertThat(decide().allowed()).isTrue();
    timer.pass(Duration.ofSeconds(1));
    assertThat(decide()).isEqualTo(new Verdict.NotListed());
    assertThat(log.drain())
        .last()
        .isEqualTo("INFO the allow list in the scripted place has changed: 0 permissions");
  }

  @Test
  void sameAnswersAreNotCalledAChange() {
    source.answers(OCTO);
    timer.tick();
    source.answers(new AllowEntry.Owner("another-id", "OCTO", "morello"));
    timer.tick();
    assertThat(log.drain()).hasSize(1);
  }

  @Test
  void failedRefreshKeepsTheListUntilItIsStale() {
    source.answers(OCTO);
    timer.tick();
    source.fails(Kind.UNREACHABLE, "the place is away");
    timer.pass(Duration.ofMinutes(15));
    assertThat(decide().allowed()).isTrue();
    assertThat(list.status())
        .isEqualTo(
            new AllowList.Status(
                true, Optional.of(ManualTimer.START), 1, Optional.of("the place is away")));
    timer.pass(Duration.ofSeconds(31));
    assertThat(decide())
        .isEqualTo(
            new Verdict.Unknown(
                "the allow list in the scripted place was last read at 2026-11-24T10:00:00Z,"
                    + " longer ago than the 15 min that it may be used: the place is away"));
    assertThat(list.status().usable()).isFalse();
  }

  @Test
  void loadThatHangsFailsClosedToo() {
    source.answers(OCTO);
    timer.tick();
    timer.hang(Duration.ofMinutes(15));
    assertThat(decide().allowed()).isTrue();
    timer.hang(Duration.ofNanos(1));
    assertThat(decide()).isInstanceOf(Verdict.Unknown.class);
    assertThat(list.status().problem()).isPresent();
  }

  @Test
  void nonsenseKeepsTheListHoweverLong() {
    source.answers(OCTO);
    timer.tick();
    source.fails(Kind.MALFORMED, "line 3: nonsense");
    timer.pass(Duration.ofDays(2));
    assertThat(decide().allowed()).isTrue();
    assertThat(list.status().problem()).contains("line 3: nonsense");
  }

  @Test
  void listThatIsGoneAllowsNobodyAtOnce() {
    source.answers(OCTO);
    timer.tick();
    source.fails(Kind.ABSENT, "there is no such container");
    timer.tick();
    assertThat(decide()).isEqualTo(new Verdict.Unknown("there is no such container"));
    source.fails(Kind.UNREACHABLE, "away");
    timer.tick();
    assertThat(decide().allowed()).isFalse();
  }

  @Test
  void logIsLoudOnceThenNowAndThenThenOver() {
    source.answers(OCTO);
    timer.tick();
    log.drain();
    source.fails(Kind.UNREACHABLE, "the place is away");
    timer.pass(Duration.ofSeconds(10).plus(Duration.ofMinutes(11)));
    String kept =
        "ERROR the place is away - decisions go on from the list read at 2026-11-24T10:00:00Z";
    assertThat(log.drain()).containsExactly(kept, kept, kept);
    source.answers(OCTO);
    timer.tick();
    timer.tick();
    assertThat(log.drain())
        .singleElement()
        .asString()
        .matches(
            "INFO the allow list in the scripted place can be read again after 11 min.*:"
                + " 1 permissions");
  }

  @Test
  void logSaysWhenTheKeptListRunsOut() {
    source.answers(OCTO);
    timer.tick();
    source.fails(Kind.UNREACHABLE, "the place is away");
    timer.pass(Duration.ofMinutes(15));
    log.drain();
    timer.pass(Duration.ofMinutes(1));
    assertThat(log.drain())
        .containsExactly(
            "ERROR the place is away - until that works nobody is allowed to run jobs");
  }

  @Test
  void everyOtherNonsenseIsAnAnswerToAnEdit() {
    source.fails(Kind.MALFORMED, "line 3");
    timer.tick();
    timer.tick();
    source.fails(Kind.MALFORMED, "line 4");
    timer.tick();
    timer.tick();
    assertThat(log.drain()).hasSize(2);
  }

  @Test
  void retriesBackOffToACap() {
    source.fails(Kind.UNREACHABLE, "the place is away");
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      timer.tick();
      delays.add((timer.delay().toMillis() + 1) / 1000);
    }
    assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    source.answers(OCTO);
    timer.tick();
    assertThat(timer.delay()).isEqualTo(Duration.ofSeconds(10));
    source.fails(Kind.UNREACHABLE, "again");
    timer.tick();
    assertThat(timer.delay()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void bugInASourceDoesNotEndRefreshing() {
    source.breaks(new IllegalStateException("a bug"));
    timer.tick();
    assertThat(decide())
        .isEqualTo(
            new Verdict.Unknown(
                "cannot read the scripted place: java.lang.IllegalStateException: a bug"));
    source.breaks(new NoClassDefFoundError("gone"));
    timer.tick();
    source.answers(OCTO);
    timer.tick();
    assertThat(decide().allowed()).isTrue();
  }

  @Test
  void remarkShowsInTheStatusOfAUsableList() {
    source.answers();
    source.remark = Optional.of("the file does not exist");
    timer.tick();
    assertThat(list.status())
        .isEqualTo(
            new AllowList.Status(
                true, Optional.of(ManualTimer.START), 0, Optional.of("the file does not exist")));
  }

  @Test
  void closeClosesTheSourceOnce() {
    list.close();
    list.close();
    assertThat(timer.closed).isTrue();
    assertThat(source.closes).isEqualTo(1);
  }
}
