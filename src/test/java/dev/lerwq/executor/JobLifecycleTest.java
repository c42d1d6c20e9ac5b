package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.executor.JobState.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Lives under a hostile environment: every action is answered sooner or later, as the driver
 * promises, and anything else may happen in between, in any order and any number.
 */
class JobLifecycleTest {
  private static final Set<Signal> GITHUB =
      EnumSet.of(Signal.STILL_QUEUED, Signal.NO_LONGER_QUEUED, Signal.GITHUB_UNSURE);
  private static final Set<Signal> JUDGED =
      EnumSet.of(Signal.STILL_QUEUED, Signal.STOLEN, Signal.NO_LONGER_QUEUED, Signal.GITHUB_UNSURE);
  private static final Set<Signal> STEP = EnumSet.of(Signal.STEP_OK, Signal.STEP_FAILED);
  private static final Set<Signal> STEP_AT_GITHUB =
      EnumSet.of(Signal.STEP_OK, Signal.STEP_FAILED, Signal.GITHUB_AWAY);

  /** What each action is answered with, the usual first; the driver answers exactly once. */
  private static final Map<Action, Set<Signal>> ANSWERS =
      Map.ofEntries(
          Map.entry(Action.ASK_WHETHER_NEEDED, GITHUB),
          Map.entry(Action.ASK_WHETHER_RUN, JUDGED),
          Map.entry(Action.PREPARE_BOARD, STEP),
          Map.entry(Action.GET_TOKEN, STEP_AT_GITHUB),
          Map.entry(Action.CONFIGURE_RUNNER, STEP_AT_GITHUB),
          Map.entry(Action.COPY_SETTINGS, STEP),
          Map.entry(Action.START_RUNNER, EnumSet.of(Signal.RUNNER_OK, Signal.RUNNER_FAILED)),
          Map.entry(Action.SETTLE, EnumSet.of(Signal.SETTLED, Signal.NOT_SETTLED)),
          Map.entry(Action.REMOVE_RUNNER, STEP));

  private static final List<Signal> ANY_TIME =
      List.of(
          Signal.LEASE_LOST,
          Signal.STOP_NOW,
          Signal.OUR_JOB_COMPLETED,
          Signal.OTHER_JOB_COMPLETED,
          Signal.RUNNER_IDLE);

  /** One life from beginning to end, with what happened in it. */
  private static final class Life {
    private final Random chance;
    private final int trouble;
    private final List<Action> actions = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private JobState state;
    private Optional<Action> inHand = Optional.empty();
    private boolean lingering;
    private long lostWhileRunning;

    Life(long seed) {
      chance = new Random(seed);
      trouble = chance.nextInt(30);
      Transition first = JobLifecycle.begin();
      state = first.state();
      perform(first.actions());
    }

    void live() {
      for (int i = 0; !state.done(); i++) {
        assertThat(i).as("%s ends; %s", state, signals).isLessThan(200);
        step();
      }
    }

    private void step() {
      if (chance.nextInt(100) < trouble) {
        happen(ANY_TIME.get(chance.nextInt(ANY_TIME.size())));
      } else if (lingering && (inHand.isEmpty() || chance.nextInt(100) < 30)) {
        lingering = false;
        happen(Signal.LINGER_OVER);
      } else {
        Action action =
            inHand.orElseThrow(() -> new AssertionError(state + " waits for nothing; " + signals));
        List<Signal> answers = List.copyOf(ANSWERS.get(action));
        inHand = Optional.empty();
        happen(answers.get(chance.nextInt(100) < 70 ? 0 : chance.nextInt(answers.size())));
      }
    }

    private void happen(Signal signal) {
      signals.add(signal);
      boolean held = state.leaseHeld();
      lostWhileRunning += signal == Signal.LEASE_LOST && state.phase() == Phase.RUNNING ? 1 : 0;
      Transition transition = JobLifecycle.next(state, signal);
      if (transition.actions().contains(Action.SETTLE)) {
        assertThat(held && transition.state().leaseHeld()).as("settles what it holds").isTrue();
        assertThat(transition.state().verdict()).isNotEqualTo(Verdict.UNDECIDED);
      }
      state = transition.state();
      perform(transition.actions());
    }

    private void perform(List<Action> wanted) {
      for (Action action : wanted) {
        actions.add(action);
        switch (action) {
          case START_LINGER -> lingering = true;
          case CANCEL_LINGER -> lingering = false;
          case RECALL_RUNNER -> assertThat(state.phase()).isEqualTo(Phase.RUNNING);
          case CANCEL_STEP -> inHand = Optional.empty();
          case END_SCRIPT -> assertThat(inHand).as("a script is in hand; %s", signals).isPresent();
          default -> {
            assertThat(inHand).as("one step at a time; %s", signals).isEmpty();
            inHand = Optional.of(action);
          }
        }
      }
    }

    long count(Action action) {
      return actions.stream().filter(action::equals).count();
    }
  }

  private static Life life(long seed) {
    Life life = new Life(seed);
    life.live();
    return life;
  }

  @Property(tries = 20_000)
  void alwaysEndsWithNothingInHand(@ForAll long seed) {
    Life life = life(seed);
    assertThat(life.inHand).isEmpty();
  }

  @Property(tries = 20_000)
  void settlesExactlyOnceUnlessTheLeaseIsLost(@ForAll long seed) {
    Life life = life(seed);
    boolean lost = life.signals.contains(Signal.LEASE_LOST);
    assertThat(life.count(Action.SETTLE)).isBetween(lost ? 0L : 1L, 1L);
  }

  @Property(tries = 20_000)
  void removesWhatItConfigured(@ForAll long seed) {
    Life life = life(seed);
    assertThat(life.count(Action.REMOVE_RUNNER)).isEqualTo(life.count(Action.CONFIGURE_RUNNER));
  }

  @Property(tries = 20_000)
  void succeedsOnlyIfSomethingSaidThatTheJobIsDone(@ForAll long seed) {
    Life life = life(seed);
    if (life.state.succeeded()) {
      assertThat(life.signals)
          .containsAnyOf(
              Signal.NO_LONGER_QUEUED,
              Signal.OUR_JOB_COMPLETED,
              Signal.OTHER_JOB_COMPLETED,
              Signal.RUNNER_OK)
          .contains(Signal.SETTLED);
    }
  }

  @Property(tries = 20_000)
  void givesAFreshAttemptOnlyForWhatCouldNotBeHelped(@ForAll long seed) {
    Life life = life(seed);
    if (life.state.verdict() == Verdict.RELEASE) {
      assertThat(life.signals)
          .containsAnyOf(Signal.STOLEN, Signal.OTHER_JOB_COMPLETED, Signal.GITHUB_AWAY);
    }
  }

  @Property(tries = 20_000)
  void recallsARunnerWhoseLeaseWasLost(@ForAll long seed) {
    Life life = life(seed);
    assertThat(life.count(Action.RECALL_RUNNER)).isEqualTo(life.lostWhileRunning);
  }

  @Property(tries = 20_000)
  void runningRunnerIsNotEndedBecauseTheLeaseWasLost(@ForAll long seed) {
    Life life = life(seed);
    boolean started = life.count(Action.START_RUNNER) == 1;
    boolean onlyLost =
        life.signals.stream()
            .noneMatch(
                s -> s == Signal.STOP_NOW || s == Signal.RUNNER_IDLE || s == Signal.LINGER_OVER);
    if (started && onlyLost) {
      assertThat(life.count(Action.END_SCRIPT)).isZero();
    }
  }

  @Property(tries = 1)
  void everyStateAnswersEverySignal() {
    Set<JobState> states = LifecycleDiagram.reachable();
    assertThat(states).hasSizeLessThan(2000);
    for (JobState state : states) {
      for (Signal signal : Signal.values()) {
        assertThat(JobLifecycle.next(state, signal)).isNotNull();
      }
    }
    assertThat(states).extracting(JobState::phase).contains(Phase.values());
  }

  @Property(tries = 1)
  void diagramShowsEveryPhase() {
    String diagram = LifecycleDiagram.mermaid();
    assertThat(diagram).startsWith("stateDiagram-v2\n    [*] --> CHECKING\n");
    for (Phase phase : Phase.values()) {
      assertThat(diagram).contains("    " + phase + " --> ");
    }
    assertThat(diagram)
        .contains("    COPYING --> RUNNING: step ok\n")
        .endsWith("    DONE --> [*]\n");
  }
}
