package dev.lerwq.bus;

import java.util.Objects;

/**
 * Where to publish to.
 *
 * @param entity the entity's name on the bus
 * @param kind how the entity distributes what it gets
 */
public record Destination(String entity, Kind kind) {

  /** The kinds of entity. */
  public enum Kind {
    /** Every message goes to one consumer; a message with a session goes to that session's. */
    QUEUE,
    /** Every message goes to the subscription named by its subject. */
    TOPIC
  }

  public Destination {
    Names.requireEntity(entity);
    Objects.requireNonNull(kind);
  }

  public static Destination queue(String entity) {
    return new Destination(entity, Kind.QUEUE);
  }

  public static Destination topic(String entity) {
    return new Destination(entity, Kind.TOPIC);
  }

  @Override
  public String toString() {
    return entity;
  }
}
