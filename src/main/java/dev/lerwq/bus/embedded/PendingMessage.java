package dev.lerwq.bus.embedded;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way to the disk.
 *
 * @param encoded its bytes in AMQP's encoding
 * @param due when nobody waits for it any more, as {@link System#nanoTime}
 * @param triesLeft how many times its queue may vanish yet
 * @param onDisk completed when all of it is
 */
record PendingMessage(
    String address,
    byte[] encoded,
    Optional<String> id,
    long due,
    int triesLeft,
    CompletableFuture<Void> onDisk) {

  PendingMessage again() {
    return new PendingMessage(address, encoded, id, due, triesLeft - 1, onDisk);
  }
}
