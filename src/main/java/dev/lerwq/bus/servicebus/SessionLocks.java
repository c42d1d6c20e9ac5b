package dev.lerwq.bus.servicebus;

import dev.lerwq.bus.Source;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which sessions this bus holds. Asked twice for one session on one connection, the client hands
 * out the link it already has, without an error; so who may ask is decided here.
 */
final class SessionLocks {
  private final Map<Source, Held> held = new HashMap<>();

  /** Another consumer of this very bus has the session. */
  static final class HeldHere extends IllegalStateException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Held {
    private final Object owner;
    private final CompletableFuture<Void> free = new CompletableFuture<>();
    private boolean leaving;

    private Held(Object owner) {
      this.owner = owner;
    }
  }

  /**
   * Completes when {@code owner} has the session to itself within this bus: at once, or when a
   * predecessor that is leaving has left.
   */
  CompletionStage<Void> take(Source session, Object owner) {
    Held predecessor;
    synchronized (held) {
      Held now = held.get(session);
      if (now == null) {
        held.put(session, new Held(owner));
        return CompletableFuture.completedFuture(null);
      }
      if (!now.leaving) {
        return CompletableFuture.failedFuture(new HeldHere());
      }
      predecessor = now;
    }
    return predecessor.free.thenCompose(unused -> take(session, owner));
  }

  /** The owner is closing its link; others may queue up. */
  void leave(Source session, Object owner) {
    synchronized (held) {
      Held now = held.get(session);
      if (now != null && now.owner == owner) {
        now.leaving = true;
      }
    }
  }

  /** The owner's link is gone. */
  void left(Source session, Object owner) {
    Held gone;
    synchronized (held) {
      gone = held.get(session);
      if (gone == null || gone.owner != owner) {
        return;
      }
      held.remove(session);
    }
    gone.free.complete(null);
  }
}
