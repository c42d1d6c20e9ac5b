package dev.lerwq.servicebus.peer;

import java.time.Duration;

/**
 * How a queue or subscription behaves.
 *
 * @param sessions whether it requires sessions
 * @param lock how long a message, or a session, stays locked
 * @param duplicateWindow how long message ids are remembered; zero for no duplicate detection
 * @param maxDeliveries how often a message is handed out before it is dead-lettered
 */
public record EntityOptions(
    boolean sessions, Duration lock, Duration duplicateWindow, int maxDeliveries) {

  /** No sessions, no duplicate detection, a lock of 30 s, 10 deliveries. */
  public static EntityOptions standard() {
    return new EntityOptions(false, Duration.ofSeconds(30), Duration.ZERO, 10);
  }

  public EntityOptions withSessions() {
    return new EntityOptions(true, lock, duplicateWindow, maxDeliveries);
  }

  public EntityOptions withLock(Duration value) {
    return new EntityOptions(sessions, value, duplicateWindow, maxDeliveries);
  }

  public EntityOptions withDuplicateWindow(Duration value) {
    return new EntityOptions(sessions, lock, value, maxDeliveries);
  }

  public EntityOptions withMaxDeliveries(int value) {
    return new EntityOptions(sessions, lock, duplicateWindow, value);
  }

  EntityOptions ofDeadLetters() {
    return new EntityOptions(false, lock, Duration.ZERO, Integer.MAX_VALUE);
  }
}
