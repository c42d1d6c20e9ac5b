package dev.lerwq.bus;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Tells how full a bus's entities are, as far as the bus tells it. Changes nothing. */
public interface BusAdmin extends AutoCloseable {

  /**
   * Looks at entities.
   *
   * @return for each inquiry, in order, a line for each of its subscriptions, for all its sessions
   *     together, or for the queue itself; fails with a {@link BusException} if the bus cannot be
   *     asked at all
   */
  CompletionStage<List<QueueStats>> stats(List<Inquiry> inquiries);

  @Override
  void close();

  /**
   * An entity to look at.
   *
   * @param entity its name
   * @param sessions whether its messages belong to sessions
   * @param subscriptions subscriptions that are known; a bus that can list them by itself adds the
   *     others
   */
  record Inquiry(String entity, boolean sessions, Set<String> subscriptions) {
    public Inquiry {
      Names.requireEntity(entity);
      subscriptions.forEach(Names::requireEntity);
      subscriptions = Set.copyOf(subscriptions);
      if (sessions && !subscriptions.isEmpty()) {
        throw new IllegalArgumentException("sessions are of queues, not of subscriptions");
      }
    }

    public static Inquiry queue(String entity) {
      return new Inquiry(entity, false, Set.of());
    }

    public static Inquiry sessions(String entity) {
      return new Inquiry(entity, true, Set.of());
    }

    public static Inquiry topic(String entity, Set<String> subscriptions) {
      return new Inquiry(entity, false, Objects.requireNonNull(subscriptions));
    }
  }
}
