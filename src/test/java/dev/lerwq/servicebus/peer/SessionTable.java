package dev.lerwq.servicebus.peer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;

/** The sessions of one entity: who holds which, and what waits in them. */
final class SessionTable {
  static final Symbol FILTER = Symbol.valueOf("com.microsoft:session-filter");
  private static final long NET_TICKS_AT_EPOCH = 621_355_968_000_000_000L;

  private final QueueEntity entity;
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();

  private static final class Session {
    private final TreeSet<StoredMessage> ready = new TreeSet<>();
    private Optional<Sender> holder = Optional.empty();
    private long until;
    private Optional<byte[]> state = Optional.empty();
  }

  private record Waiter(Sender link, long deadline) {}

  SessionTable(QueueEntity entity) {
    this.entity = entity;
  }

  void ready(StoredMessage message) {
    session(message.session().orElse("")).ready.add(message);
  }

  void forget(StoredMessage message) {
    message.session().map(sessions::get).ifPresent(session -> session.ready.remove(message));
  }

  Optional<byte[]> state(String id) {
    return session(id).state;
  }

  void setState(String id, Optional<byte[]> state) {
    session(id).state = state;
  }

  /** Grants a named session, even one that has no message yet, unless somebody holds it. */
  void accept(Sender link, String id) {
    if (session(id).holder.isPresent()) {
      Links.refuse(
          link,
          new Failure(
              409,
              "com.microsoft:session-cannot-be-locked",
              "The requested session '"
                  + id
                  + "' cannot be accepted. It may be locked by another receiver."));
    } else {
      grant(link, id);
    }
  }

  /** Grants the next session that has messages, once there is one. */
  void acceptNext(Sender link, long waitMillis) {
    waiters.add(new Waiter(link, entity.clock().millis() + waitMillis));
    pump();
  }

  private void grant(Sender link, String id) {
    Session session = session(id);
    session.holder = Optional.of(link);
    session.until = entity.clock().millis() + entity.options().lock().toMillis();
    Source source = link.getRemoteSource().copy();
    Map<Symbol, Object> filter = new LinkedHashMap<>(source.getFilter());
    filter.put(FILTER, id);
    link.setSource(source.setFilter(filter));
    link.setProperties(
        Map.of(
            Symbol.valueOf("com.microsoft:locked-until-utc"),
            NET_TICKS_AT_EPOCH + session.until * 10_000L));
    link.open();
  }

  /** Extends the lock of a held session; empty if nobody holds it. */
  Optional<Long> renew(String id) {
    Session session = session(id);
    if (session.holder.isEmpty() || session.until <= entity.clock().millis()) {
      return Optional.empty();
    }
    session.until = entity.clock().millis() + entity.options().lock().toMillis();
    entity.lockedMessages().stream()
        .filter(m -> m.session().equals(Optional.of(id)))
        .forEach(m -> entity.extend(m, session.until));
    return Optional.of(session.until);
  }

  void pump() {
    for (Session session : sessions.values()) {
      while (!session.ready.isEmpty() && session.holder.filter(Sender::isSendable).isPresent()) {
        entity.deliver(session.holder.get(), session.ready.pollFirst(), session.until);
      }
    }
    for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
      Optional<String> free = freeSession();
      if (free.isEmpty()) {
        return;
      }
      Sender link = i.next().link();
      i.remove();
      grant(link, free.get());
    }
  }

  private Optional<String> freeSession() {
    return sessions.entrySet().stream()
        .filter(e -> e.getValue().holder.isEmpty() && !e.getValue().ready.isEmpty())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void linkGone(Sender link) {
    waiters.removeIf(waiter -> waiter.link() == link);
    sessions.values().stream()
        .filter(s -> s.holder.filter(h -> h == link).isPresent())
        .forEach(s -> release(s, link));
  }

  private void release(Session session, Sender link) {
    session.holder = Optional.empty();
    for (StoredMessage message : entity.lockedMessages()) {
      if (message.lock.filter(lock -> lock.owner() == link).isPresent()) {
        entity.unlock(message, true);
      }
    }
  }

  void sweep() {
    long now = entity.clock().millis();
    for (Session session : List.copyOf(sessions.values())) {
      if (session.holder.isPresent() && session.until <= now) {
        Sender link = session.holder.get();
        release(session, link);
        Links.fail(link, Failure.lockLost(true));
      }
    }
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.deadline() <= now) {
        waiters.remove(waiter);
        Links.refuse(
            waiter.link(),
            new Failure(408, "com.microsoft:timeout", "No session became available."));
      }
    }
  }

  private Session session(String id) {
    return sessions.computeIfAbsent(id, unused -> new Session());
  }
}
