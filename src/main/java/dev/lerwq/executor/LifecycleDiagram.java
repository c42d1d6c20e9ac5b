package dev.lerwq.executor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws {@link JobLifecycle}, from the code itself, so that the documentation can be checked. */
public final class LifecycleDiagram {
  private LifecycleDiagram() {}

  private record Edge(Phase from, Phase to) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge other) {
      int byFrom = from.compareTo(other.from);
      return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }
  }

  /** The phases and what leads from one to another, as a Mermaid state diagram. */
  public static String mermaid() {
    Map<Edge, Set<Signal>> edges = new TreeMap<>();
    for (JobState state : reachable()) {
      for (Signal signal : Signal.values()) {
        Phase next = JobLifecycle.next(state, signal).state().phase();
        if (next != state.phase()) {
          edges.computeIfAbsent(new Edge(state.phase(), next), edge -> new TreeSet<>()).add(signal);
        }
      }
    }
    StringBuilder out = new StringBuilder("stateDiagram-v2\n");
    out.append("    [*] --> ").append(JobState.initial().phase()).append('\n');
    edges.forEach(
        (edge, signals) ->
            out.append("    %s --> %s: %s\n".formatted(edge.from(), edge.to(), text(signals))));
    return out.append("    ").append(Phase.DONE).append(" --> [*]\n").toString();
  }

  /** Every state that some sequence of signals leads to. */
  static Set<JobState> reachable() {
    Set<JobState> seen = new LinkedHashSet<>();
    Deque<JobState> todo = new ArrayDeque<>();
    todo.add(JobLifecycle.begin().state());
    while (!todo.isEmpty()) {
      JobState state = todo.remove();
      if (seen.add(state)) {
        for (Signal signal : Signal.values()) {
          todo.add(JobLifecycle.next(state, signal).state());
        }
      }
    }
    return seen;
  }

  private static String text(Set<Signal> signals) {
    return String.join(
        ", ",
        signals.stream().map(s -> s.name().toLowerCase(Locale.ROOT).replace('_', ' ')).toList());
  }
}
