package dev.lerwq.bus;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Tells how a bus's entities are set up, where that is somebody's doing. Changes nothing.
 *
 * <p>A stage fails with {@link BusException.Misconfigured} if the identity may not read settings,
 * and with another {@link BusException} if the bus cannot be asked.
 */
public interface EntityInspector extends AutoCloseable {

  /** Looks at what has this name, a queue or a topic; empty if nothing has. */
  CompletionStage<Optional<EntitySetup>> entity(String name);

  /** Looks at a subscription; empty if the topic has none of this name. */
  CompletionStage<Optional<EntitySetup>> subscription(String topic, String name);

  @Override
  void close();
}
