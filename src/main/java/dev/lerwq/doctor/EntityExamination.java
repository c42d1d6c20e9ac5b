package dev.lerwq.doctor;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.EntityInspector;
import dev.lerwq.bus.EntitySetup;
import dev.lerwq.bus.EntitySetup.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** How the bus's entities are set up, held against what lerwq needs of them. */
public final class EntityExamination implements Examination {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Duration WINDOW = Duration.ofDays(1);

  /** A lease is renewed well before its end; this leaves time for a reconnect. */
  private static final Duration SHORTEST_LOCK = Duration.ofMinutes(1);

  private static final int FEWEST_ATTEMPTS = 3;

  private final EntityInspector inspector;
  private final List<Expected> entities;
  private final Optional<String> label;

  /** What a name stands for. */
  public enum Role {
    WORK_TOPIC,
    WORK_QUEUE,
    COMPLETIONS,
    DEBUG
  }

  /** An entity that has to be there. */
  public record Expected(String name, Role role) {
    boolean topic() {
      return role == Role.WORK_TOPIC;
    }

    boolean work() {
      return role == Role.WORK_TOPIC || role == Role.WORK_QUEUE;
    }
  }

  /**
   * @param label the subscription of the work topic that an executor takes from; empty if that is
   *     not known
   */
  public EntityExamination(
      EntityInspector inspector, List<Expected> entities, Optional<String> label) {
    this.inspector = inspector;
    this.entities = List.copyOf(entities);
    this.label = label;
  }

  @Override
  public String part() {
    return "entities";
  }

  @Override
  public void examine(Consumer<Finding> found) throws Exception {
    try {
      for (Expected each : entities) {
        examine(each, found);
      }
    } catch (BusException.Misconfigured e) {
      // Whoever only sends or only takes has no such right, and that is as it should be.
      found.accept(Finding.ok(part(), "not looked at: " + e.getMessage()));
    }
  }

  private void examine(Expected expected, Consumer<Finding> found) throws Exception {
    Optional<EntitySetup> setup = get(inspector.entity(expected.name()));
    if (setup.isEmpty()) {
      found.accept(problem(expected.name() + " does not exist; create it"));
      return;
    }
    Findings of = new Findings(expected.name(), found);
    judge(expected, setup.get(), of);
    of.end();
    if (expected.topic() && label.isPresent() && setup.get().kind() == Kind.TOPIC) {
      examineSubscription(expected.name(), label.get(), found);
    }
  }

  private static void judge(Expected expected, EntitySetup setup, Findings of) {
    Kind wanted = expected.topic() ? Kind.TOPIC : Kind.QUEUE;
    if (setup.kind() != wanted) {
      of.problem(
          "is a " + lower(setup.kind()) + "; it has to be a " + lower(wanted) + wayOut(expected));
      return;
    }
    active(setup, of);
    lives(setup, of);
    boolean sessions = expected.role() == Role.COMPLETIONS;
    if (setup.sessions() != sessions) {
      of.problem(
          (sessions ? "does not require sessions" : "requires sessions")
              + "; that cannot be changed: delete it, and create it "
              + (sessions ? "with" : "without"));
    }
    if (expected.work() && setup.duplicateWindow().isEmpty()) {
      of.warning(
          "does not detect duplicates, so a delivery that comes twice is run twice; create it anew"
              + " with a window of a day");
    }
    setup
        .duplicateWindow()
        .filter(window -> expected.work() && window.compareTo(WINDOW) < 0)
        .ifPresent(
            window -> of.warning("remembers deliveries for " + text(window) + "; set a day"));
    leases(setup, of);
  }

  private static String wayOut(Expected expected) {
    return expected.work() ? ", or say so with --busqueue_kind" : "";
  }

  private void examineSubscription(String topic, String name, Consumer<Finding> found)
      throws Exception {
    Findings of = new Findings(topic + "/" + name, found);
    Optional<EntitySetup> setup = get(inspector.subscription(topic, name));
    if (setup.isEmpty()) {
      of.problem(
          "does not exist, so jobs for this label are dropped; create it with the rule sys.Label = '"
              + name
              + "'");
      return;
    }
    active(setup.get(), of);
    lives(setup.get(), of);
    if (setup.get().sessions()) {
      of.problem("requires sessions; that cannot be changed: delete it, and create it without");
    }
    leases(setup.get(), of);
    rules(setup.get(), name, of);
    of.end();
  }

  private static void rules(EntitySetup setup, String label, Findings of) {
    Optional<String> wanted = Optional.of(label);
    if (setup.rules().stream().noneMatch(rule -> rule.subject().equals(wanted))) {
      of.problem(
          "has no rule sys.Label = '" + label + "'; its jobs may not reach it: add the rule");
    }
    for (EntitySetup.Rule rule : setup.rules()) {
      if (!rule.subject().equals(wanted)) {
        of.problem("takes other jobs by its rule " + rule.expression() + "; remove that rule");
      }
    }
  }

  private static void active(EntitySetup setup, Findings of) {
    if (!setup.active()) {
      of.problem("is not active; enable it for sending and receiving");
    }
  }

  private static void lives(EntitySetup setup, Findings of) {
    if (setup.timeToLive().compareTo(LIFE) < 0) {
      of.warning(
          "loses messages that wait longer than " + text(setup.timeToLive()) + "; set seven days");
    }
  }

  private static void leases(EntitySetup setup, Findings of) {
    setup
        .lock()
        .filter(lock -> lock.compareTo(SHORTEST_LOCK) < 0)
        .ifPresent(
            lock ->
                of.warning(
                    "locks for "
                        + text(lock)
                        + ", so that a short outage of the network costs a job its lock; set five"
                        + " minutes"));
    setup
        .maxAttempts()
        .filter(attempts -> attempts < FEWEST_ATTEMPTS)
        .ifPresent(
            attempts ->
                of.warning("gives a job up after " + attempts + " attempts; set ten deliveries"));
  }

  private <T> T get(CompletionStage<T> asked) throws Exception {
    try {
      return asked.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new BusException.Unavailable(
          "no answer in " + PATIENCE.toSeconds() + " s; is the bus up?");
    }
  }

  private Finding problem(String text) {
    return Finding.problem(part(), text);
  }

  private static String lower(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  /** What is found of one entity. */
  private final class Findings {
    private final String name;
    private final Consumer<Finding> found;
    private boolean well = true;

    Findings(String name, Consumer<Finding> found) {
      this.name = name;
      this.found = found;
    }

    void problem(String text) {
      well = false;
      found.accept(Finding.problem(part(), name + " " + text));
    }

    void warning(String text) {
      well = false;
      found.accept(Finding.warning(part(), name + " " + text));
    }

    void end() {
      if (well) {
        found.accept(Finding.ok(part(), name + " is set up as it should be"));
      }
    }
  }
}
