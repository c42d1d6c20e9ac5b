package dev.lerwq.servicebus.peer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Copies each message to the subscriptions that want it. */
final class TopicEntity implements Entity {
  private final String path;
  private final Clock clock;
  private final DuplicateWindow duplicates;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<StoredMessage> scheduled = new ArrayList<>();
  private long sequence;

  private record Subscription(Optional<String> label, QueueEntity queue) {}

  TopicEntity(String path, Clock clock, Duration duplicateWindow) {
    this.path = path;
    this.clock = clock;
    this.duplicates = new DuplicateWindow(clock, duplicateWindow);
  }

  void subscribe(Optional<String> label, QueueEntity queue) {
    subscriptions.add(new Subscription(label, queue));
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long publish(StoredMessage message) {
    if (!duplicates.admits(message.messageId())) {
      return 0;
    }
    message.sequence = ++sequence;
    if (message.scheduledAt > clock.millis()) {
      scheduled.add(message);
    } else {
      distribute(message);
    }
    return message.sequence;
  }

  @Override
  public void sweep() {
    for (Iterator<StoredMessage> i = scheduled.iterator(); i.hasNext(); ) {
      StoredMessage message = i.next();
      if (message.scheduledAt <= clock.millis()) {
        i.remove();
        distribute(message);
      }
    }
  }

  private void distribute(StoredMessage message) {
    for (Subscription each : subscriptions) {
      if (each.label().isEmpty() || each.label().equals(message.subject())) {
        each.queue().publish(message.copy());
      }
    }
  }
}
