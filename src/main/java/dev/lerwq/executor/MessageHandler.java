package dev.lerwq.executor;

import dev.lerwq.bus.Lease;
import dev.lerwq.message.MalformedMessageException;
import java.util.concurrent.CompletionStage;

/** Does what the messages of one type ask for. A new message type is a new handler. */
public interface MessageHandler {

  /** The value of the body's {@code type} field. */
  String type();

  /**
   * Handles one message and settles it, on the executor's own thread, taking as long as it takes.
   *
   * @param lease the message; the handler renews and settles it
   * @param stopNow completes when the executor has to end: the handler then undoes what it has
   *     begun and returns
   * @throws MalformedMessageException if the body makes no sense; the executor dead-letters it.
   *     Only before the lease is settled
   * @throws InterruptedException if the thread was interrupted; everything has been undone
   */
  Handled handle(Lease lease, CompletionStage<Void> stopNow)
      throws MalformedMessageException, InterruptedException;
}
