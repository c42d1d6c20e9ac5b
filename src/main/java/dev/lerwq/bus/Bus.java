package dev.lerwq.bus;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A durable message bus.
 *
 * <p>Nothing connects before it is needed: opening a {@code Bus} never fails because the broker is
 * away. All methods return at once and are safe to call from an event loop; stages complete on a
 * thread of the adapter, which callers must not block. Failed stages carry a {@link BusException}.
 *
 * <p>An adapter survives the loss of its connection: it reconnects by itself, with capped
 * exponential back-off and jitter, for as long as it is open.
 */
public interface Bus extends AutoCloseable {

  /**
   * Publishes one message. The stage completes when the bus has <em>durably</em> accepted it, and
   * also when the bus recognised it as a duplicate of one that it accepted before.
   *
   * <p>Fails with {@link BusException.Unavailable} when that is not known within {@link
   * #publishTimeout()}: the message may or may not have been accepted, so publish it again under
   * the same id.
   *
   * @throws NullPointerException if an argument is null
   */
  CompletionStage<Void> publish(Destination destination, OutboundMessage message);

  /** How long {@link #publish} waits for the broker at most. */
  Duration publishTimeout();

  /**
   * Opens a consumer. Attaching happens in the background; a source that does not exist, or that
   * may not be read, shows up as a failure of {@link Consumer#receive}.
   */
  Consumer consume(Source source);

  /**
   * Looks at messages without taking them, oldest first, whether or not somebody holds a lease on
   * them (an adapter without {@link BusCapabilities#peeksLeased} shows only what is free).
   *
   * @param afterSequence only messages with a greater {@link InboundMessage#sequence()}; 0 to start
   * @param max how many at most; the adapter may return fewer although there are more, but returns
   *     none only if there are none
   */
  CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max);

  /**
   * Asks the broker whether {@code destination} can be published to right now. Completes normally
   * when it can, and fails like {@link #publish} when it cannot.
   */
  CompletionStage<Void> check(Destination destination);

  /** What this bus can do; constant over its life. */
  BusCapabilities capabilities();

  /**
   * Closes all consumers and the connection. Messages under lease become available to others, at
   * once or when their lock expires. Idempotent; waits a bounded time for the broker.
   */
  @Override
  void close();
}
