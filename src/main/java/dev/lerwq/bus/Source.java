package dev.lerwq.bus;

import java.util.Objects;
import java.util.Optional;

/**
 * Where to consume from.
 *
 * @param entity the queue's or topic's name
 * @param subscription the topic's subscription; empty for a queue
 * @param session the one session to read; empty for a queue without sessions
 * @param deadLetters read what was dead-lettered there instead
 */
public record Source(
    String entity, Optional<String> subscription, Optional<String> session, boolean deadLetters) {

  public Source {
    Names.requireEntity(entity);
    subscription.ifPresent(Names::requireEntity);
    Objects.requireNonNull(session);
    if (subscription.isPresent() && session.isPresent()) {
      throw new IllegalArgumentException("sessions are read from queues, not from subscriptions");
    }
  }

  public static Source queue(String entity) {
    return new Source(entity, Optional.empty(), Optional.empty(), false);
  }

  public static Source subscription(String topic, String subscription) {
    return new Source(topic, Optional.of(subscription), Optional.empty(), false);
  }

  public static Source session(String queue, String session) {
    return new Source(queue, Optional.empty(), Optional.of(session), false);
  }

  /** The dead letters of this source; an entity's sessions share theirs. */
  public Source ofDeadLetters() {
    return new Source(entity, subscription, Optional.empty(), true);
  }

  /** For logs and errors. */
  @Override
  public String toString() {
    return entity
        + subscription.map(s -> "/" + s).orElse("")
        + session.map(s -> " session " + s).orElse("")
        + (deadLetters ? " (dead letters)" : "");
  }
}
