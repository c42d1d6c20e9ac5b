package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonSender;
import io.vertx.proton.ProtonSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;

/**
 * The link to one address, in a session of its own. It sends as far as the broker gives credit, and
 * holds the rest.
 *
 * <p>Artemis counts by session what is on disk. With two addresses in one session, it acknowledges
 * a message of the one that is in its journal's buffer when one of the other is in a page file
 * ({@code OperationContextImpl} counts both alike).
 */
final class Sender {
  private final String address;
  private final Connection connection;
  private final Deque<Publish> waiting = new ArrayDeque<>();
  private final Set<Publish> sent = new LinkedHashSet<>();
  private Optional<ProtonSender> link = Optional.empty();
  private boolean attached;

  Sender(String address, Connection connection) {
    this.address = address;
    this.connection = connection;
  }

  String address() {
    return address;
  }

  boolean isIdle() {
    return waiting.isEmpty() && sent.isEmpty();
  }

  void submit(Publish publish) {
    waiting.add(publish);
    attachIfNeeded();
    sendWaiting();
  }

  /** It is done for, one way or another. */
  void forget(Publish publish) {
    if (!sent.remove(publish)) {
      waiting.remove(publish);
    }
  }

  void attachIfNeeded() {
    if (link.isPresent() || waiting.isEmpty()) {
      return;
    }
    connection.session().ifPresent(open -> attach(open.getConnection().createSession()));
  }

  private void attach(ProtonSession session) {
    ProtonSender opening = session.createSender(address);
    session.closeHandler(
        closed -> {
          ended(opening);
          session.free();
        });
    session.open();
    link = Optional.of(opening);
    attached = false;
    if (opening.getTarget() instanceof Target target) {
      target.setCapabilities(Links.QUEUE);
    }
    opening.openHandler(
        result -> {
          // A refused link opens without a target and is closed, with the reason, right after.
          if (isCurrent(opening) && result.succeeded() && opening.getRemoteTarget() != null) {
            attached = true;
            sendWaiting();
          }
        });
    opening.closeHandler(result -> ended(opening));
    opening.detachHandler(result -> ended(opening));
    opening.sendQueueDrainHandler(credit -> sendWaiting());
    opening.open();
  }

  private boolean isCurrent(ProtonSender candidate) {
    return link.filter(l -> l.equals(candidate)).isPresent();
  }

  private void sendWaiting() {
    while (attached && !waiting.isEmpty() && link.isPresent() && !link.get().sendQueueFull()) {
      Publish publish = waiting.remove();
      if (publish.message().isEmpty()) {
        publish.succeed();
        continue;
      }
      sent.add(publish);
      link.get().send(publish.message().get(), delivery -> updated(publish, delivery));
    }
  }

  private void updated(Publish publish, ProtonDelivery delivery) {
    if (!delivery.remotelySettled()) {
      return;
    }
    DeliveryState state = delivery.getRemoteState();
    if (state instanceof Accepted) {
      publish.succeed();
    } else if (state instanceof Rejected rejected) {
      publish.fail(Failures.rejected(address, rejected.getError()));
    } else {
      publish.fail(
          new BusException.Unavailable(address + " does not take the message now: " + state));
    }
  }

  private void ended(ProtonSender which) {
    if (!isCurrent(which)) {
      return;
    }
    BusException why = Failures.link(address, which.getRemoteCondition());
    close();
    fail(why);
  }

  /** What may have arrived and would be recognised is sent again later; the rest is unknown. */
  void disconnected() {
    link = Optional.empty();
    attached = false;
    List<Publish> unknown = new ArrayList<>(sent);
    sent.clear();
    List<Publish> again = unknown.stream().filter(Publish::isRepeatable).toList();
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
    BusException why =
        new BusException.Unavailable(
            "the connection broke before " + address + " acknowledged the message");
    unknown.stream().filter(publish -> !publish.isRepeatable()).forEach(p -> p.fail(why));
  }

  void fail(BusException why) {
    List<Publish> all = new ArrayList<>(sent);
    all.addAll(waiting);
    sent.clear();
    waiting.clear();
    all.forEach(publish -> publish.fail(why));
  }

  void close() {
    Optional<ProtonSender> closing = link;
    link = Optional.empty();
    attached = false;
    closing.ifPresent(
        each -> {
          each.close();
          each.getSession().close();
        });
  }
}
