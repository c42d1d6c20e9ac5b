package dev.lerwq.bus;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How somebody has set up an entity.
 *
 * @param active whether it can be sent to and taken from; an administrator can disable it
 * @param sessions whether it requires sessions
 * @param timeToLive after which a message that nobody took is gone
 * @param duplicateWindow how long a message's id is remembered; empty for not at all
 * @param lock how long a lease lasts without renewal; empty for a topic, which leases nothing
 * @param maxAttempts after which a message is dead-lettered; empty for a topic
 * @param rules what a subscription takes from its topic; empty for anything else
 */
public record EntitySetup(
    Kind kind,
    boolean active,
    boolean sessions,
    Duration timeToLive,
    Optional<Duration> duplicateWindow,
    Optional<Duration> lock,
    Optional<Integer> maxAttempts,
    List<Rule> rules) {

  /** What can be set up. */
  public enum Kind {
    QUEUE,
    TOPIC,
    SUBSCRIPTION
  }

  /**
   * One of the rules of which any lets a message pass.
   *
   * @param expression as the bus shows it
   * @param subject the one subject that it lets pass; empty if it is about anything else
   */
  public record Rule(String expression, Optional<String> subject) {
    public Rule {
      Objects.requireNonNull(expression);
      Objects.requireNonNull(subject);
    }
  }

  public EntitySetup {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(timeToLive);
    Objects.requireNonNull(duplicateWindow);
    Objects.requireNonNull(lock);
    Objects.requireNonNull(maxAttempts);
    rules = List.copyOf(rules);
  }
}
