package dev.lerwq.servicebus.peer;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;

/** A queue, a subscription, or the dead letters of one. */
final class QueueEntity implements Entity {
  private final String path;
  private final EntityOptions options;
  private final Clock clock;
  private final DuplicateWindow duplicates;
  private final Optional<QueueEntity> deadLetters;
  private final SessionTable sessions;
  private final NavigableMap<Long, StoredMessage> all = new TreeMap<>();
  private final TreeSet<StoredMessage> ready = new TreeSet<>();
  private final Map<UUID, StoredMessage> locked = new HashMap<>();
  private final List<Sender> links = new ArrayList<>();
  private long sequence;

  QueueEntity(String path, EntityOptions options, Clock clock, Optional<QueueEntity> deadLetters) {
    this.path = path;
    this.options = options;
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.duplicates = new DuplicateWindow(clock, options.duplicateWindow());
    this.sessions = new SessionTable(this);
  }

  @Override
  public String path() {
    return path;
  }

  EntityOptions options() {
    return options;
  }

  Clock clock() {
    return clock;
  }

  SessionTable sessions() {
    return sessions;
  }

  /** Everything that is held, by sequence number. */
  NavigableMap<Long, StoredMessage> all() {
    return all;
  }

  List<StoredMessage> lockedMessages() {
    return List.copyOf(locked.values());
  }

  @Override
  public long publish(StoredMessage message) {
    if (!duplicates.admits(message.messageId())) {
      return 0;
    }
    long now = clock.millis();
    message.sequence = ++sequence;
    message.enqueuedAt = now;
    if (message.header.hasTimeToLive()) {
      message.expiresAt = Math.max(now, message.scheduledAt) + message.header.getTimeToLive();
    }
    all.put(message.sequence, message);
    if (message.scheduledAt > now) {
      message.state = StoredMessage.State.SCHEDULED;
    } else {
      makeReady(message);
      pump();
    }
    return message.sequence;
  }

  /** Frees a message for the next receiver, or buries it if it was handed out too often. */
  private void makeReady(StoredMessage message) {
    message.lock = Optional.empty();
    message.state = StoredMessage.State.ACTIVE;
    if (deadLetters.isPresent() && message.deliveries >= options.maxDeliveries()) {
      deadLetter(message, Map.of("DeadLetterReason", "MaxDeliveryCountExceeded"));
    } else if (options.sessions()) {
      sessions.ready(message);
    } else {
      ready.add(message);
    }
  }

  void deadLetter(StoredMessage message, Map<String, Object> why) {
    remove(message);
    deadLetters.ifPresent(
        queue -> {
          StoredMessage copy = message.copy();
          copy.header.clearTimeToLive();
          copy.expiresAt = Long.MAX_VALUE;
          copy.deliveries = message.deliveries;
          copy.addApplicationProperties(why);
          copy.annotations.put(Symbol.valueOf("x-opt-deadletter-source"), path);
          queue.publish(copy);
        });
  }

  void remove(StoredMessage message) {
    all.remove(message.sequence);
    ready.remove(message);
    sessions.forget(message);
    message.lock.ifPresent(lock -> locked.remove(lock.token()));
  }

  /** The message that this token still holds. */
  Optional<StoredMessage> locked(UUID token) {
    return Optional.ofNullable(locked.get(token)).filter(m -> m.lockedAt(clock.millis()));
  }

  StoredMessage.Lock lock(StoredMessage message, Object owner, long until) {
    StoredMessage.Lock lock = new StoredMessage.Lock(UUID.randomUUID(), owner, until);
    message.lock = Optional.of(lock);
    locked.put(lock.token(), message);
    return lock;
  }

  void extend(StoredMessage message, long until) {
    message.lock = message.lock.map(l -> new StoredMessage.Lock(l.token(), l.owner(), until));
  }

  /** Gives a locked message back; {@code counted} as a delivery or not. */
  void unlock(StoredMessage message, boolean counted) {
    message.lock.ifPresent(lock -> locked.remove(lock.token()));
    if (counted) {
      message.deliveries++;
    }
    makeReady(message);
  }

  void defer(StoredMessage message) {
    message.lock.ifPresent(lock -> locked.remove(lock.token()));
    message.lock = Optional.empty();
    message.deliveries++;
    message.state = StoredMessage.State.DEFERRED;
  }

  void attach(Sender link) {
    links.add(link);
  }

  void forgetLinks() {
    links.clear();
  }

  /** A link ended. Its message locks live on until they expire; its session does not. */
  void linkGone(Sender link) {
    links.remove(link);
    sessions.linkGone(link);
    pump();
  }

  /** Hands out what can be handed out, to the links in turn. */
  void pump() {
    if (options.sessions()) {
      sessions.pump();
      return;
    }
    int without = 0;
    while (!ready.isEmpty() && without < links.size()) {
      Sender link = links.remove(0);
      links.add(link);
      if (link.isSendable()) {
        without = 0;
        deliver(link, ready.pollFirst(), clock.millis() + options.lock().toMillis());
      } else {
        without++;
      }
    }
  }

  void deliver(Sender link, StoredMessage message, long until) {
    if (message.expiresAt <= clock.millis()) {
      remove(message);
      return;
    }
    OutgoingDelivery delivery = link.next();
    if (link.getSenderSettleMode() == SenderSettleMode.SETTLED) {
      remove(message);
      delivery.setTag(Encoding.deliveryTag(UUID.randomUUID())).settle();
    } else {
      StoredMessage.Lock lock = lock(message, link, until);
      delivery.setTag(Encoding.deliveryTag(lock.token()));
      delivery.setLinkedResource(lock.token());
    }
    delivery.writeBytes(Encoding.wrap(message.encode()));
  }

  /** Ends every lock as if its time had passed. */
  void loseLocks() {
    lockedMessages().forEach(message -> unlock(message, true));
    pump();
  }

  @Override
  public void sweep() {
    long now = clock.millis();
    for (StoredMessage message : List.copyOf(all.values())) {
      if (message.lock.isPresent()) {
        if (!message.lockedAt(now)) {
          unlock(message, true);
        }
      } else if (message.expiresAt <= now) {
        remove(message);
      } else if (message.state == StoredMessage.State.SCHEDULED && message.scheduledAt <= now) {
        message.enqueuedAt = now;
        makeReady(message);
      }
    }
    sessions.sweep();
    pump();
  }
}
