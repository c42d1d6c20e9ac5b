package dev.lerwq.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.EntityInspector;
import dev.lerwq.bus.EntitySetup;
import dev.lerwq.bus.EntitySetup.Kind;
import dev.lerwq.bus.EntitySetup.Rule;
import dev.lerwq.doctor.EntityExamination.Expected;
import dev.lerwq.doctor.EntityExamination.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class EntityExaminationTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LOCK = Duration.ofMinutes(5);
  private static final String PATH = "work-queue/board";
  private static final Rule RULE = new Rule("sys.Label = 'board'", Optional.of("board"));

  private final Map<String, EntitySetup> namespace = new HashMap<>();
  private Optional<BusException> refusal = Optional.empty();

  EntityExaminationTest() {
    namespace.put("work-queue", topic(WEEK, Optional.of(DAY)));
    namespace.put(PATH, subscription(WEEK, LOCK, 10, List.of(RULE)));
    namespace.put("work-complete", queue(true, true));
    namespace.put("debug", queue(true, false));
  }

  private static EntitySetup topic(Duration life, Optional<Duration> window) {
    return new EntitySetup(
        Kind.TOPIC, true, false, life, window, Optional.empty(), Optional.empty(), List.of());
  }

  private static EntitySetup queue(boolean active, boolean sessions) {
    return new EntitySetup(
        Kind.QUEUE,
        active,
        sessions,
        WEEK,
        Optional.empty(),
        Optional.of(LOCK),
        Optional.of(10),
        List.of());
  }

  private static EntitySetup subscription(
      Duration life, Duration lock, int attempts, List<Rule> rules) {
    return new EntitySetup(
        Kind.SUBSCRIPTION,
        true,
        false,
        life,
        Optional.empty(),
        Optional.of(lock),
        Optional.of(attempts),
        rules);
  }

  private final class Namespace implements EntityInspector {
    @Override
    public CompletionStage<Optional<EntitySetup>> entity(String name) {
      return refusal.isPresent()
          ? CompletableFuture.failedFuture(refusal.get())
          : CompletableFuture.completedFuture(Optional.ofNullable(namespace.get(name)));
    }

    @Override
    public CompletionStage<Optional<EntitySetup>> subscription(String topic, String name) {
      return entity(topic + "/" + name);
    }

    @Override
    public void close() {}
  }

  private List<Finding> findings() {
    List<Finding> found = new ArrayList<>();
    EntityExamination examination =
        new EntityExamination(
            new Namespace(),
            List.of(
                new Expected("work-queue", Role.WORK_TOPIC),
                new Expected("work-complete", Role.COMPLETIONS),
                new Expected("debug", Role.DEBUG)),
            Optional.of("board"));
    var unused = new Doctor(List.of(examination)).examine(found::add);
    return found;
  }

  private List<String> troubles() {
    return findings().stream()
        .filter(finding -> finding.level() != Finding.Level.OK)
        .map(finding -> finding.level() + " " + finding.text())
        .toList();
  }

  @Test
  void whatIsAsTheDocumentationSetsItUpIsOk() {
    assertThat(troubles()).isEmpty();
    assertThat(findings()).hasSize(4);
  }

  @Test
  void whatIsMissingIsNamed() {
    namespace.remove("debug");
    namespace.remove(PATH);
    assertThat(troubles())
        .containsExactly(
            "PROBLEM work-queue/board does not exist, so jobs for this label are dropped; create it"
                + " with the rule sys.Label = 'board'",
            "PROBLEM debug does not exist; create it");
  }

  @Test
  void completionsNeedSessionsAndNothingElseMayHaveThem() {
    namespace.put("work-complete", queue(true, false));
    namespace.put("debug", queue(true, true));
    assertThat(troubles())
        .hasSize(2)
        .allMatch(text -> text.startsWith("PROBLEM"))
        .anyMatch(text -> text.contains("work-complete does not require sessions"))
        .anyMatch(text -> text.contains("debug requires sessions"));
  }

  @Test
  void wrongKindIsAllThatIsSaidOfAnEntity() {
    namespace.put("work-queue", queue(false, true));
    assertThat(troubles())
        .containsExactly(
            "PROBLEM work-queue is a queue; it has to be a topic, or say so with --busqueue_kind");
  }

  @Test
  void disabledIsAProblem() {
    namespace.put("debug", queue(false, false));
    assertThat(troubles()).singleElement().asString().startsWith("PROBLEM debug is not active");
  }

  @Test
  void whatLosesJobsSlowlyIsAWarning() {
    namespace.put("work-queue", topic(Duration.ofHours(6), Optional.empty()));
    namespace.put(PATH, subscription(DAY, Duration.ofSeconds(30), 2, List.of(RULE)));
    assertThat(troubles())
        .allMatch(text -> text.startsWith("WARNING"))
        .anyMatch(text -> text.contains("work-queue loses messages that wait longer than 6h"))
        .anyMatch(text -> text.contains("work-queue does not detect duplicates"))
        .anyMatch(text -> text.contains("board loses messages that wait longer than 24h"))
        .anyMatch(text -> text.contains("board locks for 30s"))
        .anyMatch(text -> text.contains("board gives a job up after 2 attempts"))
        .hasSize(5);
    namespace.put("work-queue", topic(WEEK, Optional.of(Duration.ofMinutes(10))));
    assertThat(troubles()).anyMatch(text -> text.contains("remembers deliveries for 10m"));
  }

  @Test
  void subscriptionTakesItsOwnLabelAndNoOther() {
    namespace.put(
        PATH, subscription(WEEK, LOCK, 10, List.of(RULE, new Rule("1=1", Optional.empty()))));
    assertThat(troubles())
        .containsExactly(
            "PROBLEM work-queue/board takes other jobs by its rule 1=1; remove that rule");
    namespace.put(PATH, subscription(WEEK, LOCK, 10, List.of()));
    assertThat(troubles()).singleElement().asString().contains("has no rule sys.Label = 'board'");
  }

  @Test
  void whoMayNotLookIsNotBlamed() {
    refusal = Optional.of(new BusException.Misconfigured("that takes a key"));
    assertThat(findings())
        .containsExactly(Finding.ok("entities", "not looked at: that takes a key"));
  }

  @Test
  void whatCouldNotBeAskedIsAProblem() {
    refusal = Optional.of(new BusException.Unavailable("no answer"));
    assertThat(troubles()).containsExactly("PROBLEM no answer");
  }
}
