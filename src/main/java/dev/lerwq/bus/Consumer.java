package dev.lerwq.bus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes messages from one {@link Source}, one at a time. Nothing is fetched ahead: while no receive
 * is pending, messages stay available to other consumers.
 *
 * <p>A consumer stays usable when the connection is lost. It re-attaches by itself and a pending
 * receive goes on waiting.
 */
public interface Consumer extends AutoCloseable {

  /**
   * Waits for the next message.
   *
   * <p>Completes with a lease, or with empty once {@code wait} has passed (it may take a moment
   * longer while the bus makes sure that no message is on its way), or with empty when the consumer
   * is closed. A message that arrives too late for its receive is not lost and not counted as an
   * attempt: it goes back.
   *
   * <p>Fails with {@link BusException.Misconfigured} if the source does not exist, is of another
   * kind or may not be read, and with {@link BusException.Unavailable} if a session is held by
   * another consumer. Being disconnected is no failure.
   *
   * @param wait how long; {@link Duration#ZERO} asks for what is there now
   * @throws IllegalStateException if a receive is pending or the last lease is not settled
   */
  CompletionStage<Optional<Lease>> receive(Duration wait);

  /**
   * Detaches. A pending receive completes with empty; an unsettled lease, or a message on its way,
   * becomes available to others, at once or when its lock expires. It is given back like {@link
   * Lease#release}, but the bus may count a message that it hands out in the very moment of
   * detaching. Idempotent.
   */
  @Override
  void close();
}
