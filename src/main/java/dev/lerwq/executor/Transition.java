package dev.lerwq.executor;

import java.util.ArrayList;
import java.util.List;

/** The answer of {@link JobLifecycle#next}: the state to be in, and what to do, in order. */
record Transition(JobState state, List<Action> actions) {
  Transition(JobState state, Action... actions) {
    this(state, List.of(actions));
  }

  /** The same, doing one thing before everything else. */
  Transition after(Action first) {
    List<Action> all = new ArrayList<>();
    all.add(first);
    all.addAll(actions);
    return new Transition(state, List.copyOf(all));
  }
}
