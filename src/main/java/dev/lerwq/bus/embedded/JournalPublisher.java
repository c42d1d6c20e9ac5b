package dev.lerwq.bus.embedded;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.artemis.Addresses;
import dev.lerwq.bus.artemis.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Publishes into the broker of this process without a connection to it. A message is confirmed when
 * all of it is on disk. Those in flight at the same time share one {@code fdatasync}; those of one
 * entity do not wait for those of another.
 */
final class JournalPublisher {
  private final EmbeddedBroker broker;
  private final Duration timeout;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  JournalPublisher(EmbeddedBroker broker, Duration timeout) {
    this.broker = broker;
    this.timeout = timeout;
  }

  /**
   * @param address as {@link Addresses} has it
   * @return fails with {@link BusException.Unavailable} if it is not known in time that the message
   *     is on disk, and with {@link BusException.Refused} if it can never be
   */
  CompletionStage<Void> publish(String address, OutboundMessage message) {
    if (!broker.server().isStarted()) {
      return CompletableFuture.failedFuture(Lane.stopped(null));
    }
    byte[] encoded = Wire.taken(message, Instant.now(), broker.settings().timeToLive());
    Lane lane =
        lanes.computeIfAbsent(
            Addresses.entity(address), entity -> new Lane(broker.server(), timeout));
    return inTime(address, lane.add(address, encoded, message.id()));
  }

  /** How many messages are in hand. For tests. */
  int pending() {
    return lanes.values().stream().mapToInt(Lane::pending).sum();
  }

  /** The message may be on its way still when nobody waits for it any more. */
  private CompletionStage<Void> inTime(String address, CompletableFuture<Void> onDisk) {
    return following(
        following(onDisk, same -> same).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS),
        why -> why instanceof TimeoutException ? Lane.late(address, timeout) : why);
  }

  private static CompletableFuture<Void> following(
      CompletableFuture<Void> first, UnaryOperator<Throwable> failures) {
    CompletableFuture<Void> second = new CompletableFuture<>();
    var unused =
        first.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                second.complete(null);
              } else {
                second.completeExceptionally(failures.apply(failure));
              }
            });
    return second;
  }
}
