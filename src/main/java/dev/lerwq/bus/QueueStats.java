package dev.lerwq.bus;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How full a queue is, a subscription, or the sessions of a queue together.
 *
 * @param entity the entity's name
 * @param subscription the topic's subscription; empty for a queue
 * @param sessions how many sessions have messages or consumers; empty for an entity without
 * @param depth how many messages are there, those under lease too
 * @param deadLetters how many dead letters are there
 * @param oldest when the bus accepted the oldest message that it shows; empty if there is none or
 *     the bus does not tell
 * @param consumers how many are waiting for a message or working on one; empty if the bus does not
 *     tell
 * @param problem why the rest is not known
 */
public record QueueStats(
    String entity,
    Optional<String> subscription,
    Optional<Integer> sessions,
    Optional<Count> depth,
    Optional<Count> deadLetters,
    Optional<Instant> oldest,
    Optional<Integer> consumers,
    Optional<String> problem) {

  public QueueStats {
    Names.requireEntity(entity);
    Objects.requireNonNull(subscription);
    Objects.requireNonNull(sessions);
    Objects.requireNonNull(depth);
    Objects.requireNonNull(deadLetters);
    Objects.requireNonNull(oldest);
    Objects.requireNonNull(consumers);
    Objects.requireNonNull(problem);
  }

  /** An entity that could not be looked at. */
  public static QueueStats unknown(String entity, Optional<String> subscription, String problem) {
    return new QueueStats(
        entity,
        subscription,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(problem));
  }

  /**
   * A number of messages.
   *
   * @param number how many
   * @param atLeast there may be more: counting ended there
   */
  public record Count(long number, boolean atLeast) {
    public static Count exactly(long number) {
      return new Count(number, false);
    }

    /** {@code 17}, or {@code 1000+}. */
    @Override
    public String toString() {
      return number + (atLeast ? "+" : "");
    }
  }
}
