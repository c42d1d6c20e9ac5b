package dev.lerwq.servicebus.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.OutgoingDelivery;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.DeliveryState;

/** Links on which clients receive: from entities, and replies from nodes. */
final class ReceivingClients {
  private static final Symbol TIMEOUT = Symbol.valueOf("com.microsoft:timeout");
  private static final long DEFAULT_WAIT_MILLIS = 60_000;

  private final ServiceBusPeer peer;
  private final RequestNodes nodes;

  ReceivingClients(ServiceBusPeer peer, RequestNodes nodes) {
    this.peer = peer;
    this.nodes = nodes;
  }

  void attach(PeerConnection connection, Sender link) {
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setSource(link.getRemoteSource());
    if (link.getRemoteTarget() instanceof Target target) {
      link.setTarget(target);
    }
    link.closeHandler(Link::close).detachHandler(Link::detach);
    String address = Optional.ofNullable(link.getRemoteSource()).map(Source::getAddress).orElse("");
    if (RequestNodes.isNode(address)) {
      nodes.attachReplies(connection, link);
      return;
    }
    Optional<Failure> refusal = refusal(address, link);
    if (refusal.isPresent()) {
      Links.refuse(link, refusal.get());
    } else {
      attach(connection, link, (QueueEntity) peer.entity(address).orElseThrow());
    }
  }

  private Optional<Failure> refusal(String address, Sender link) {
    Optional<Entity> entity = peer.entity(address);
    if (entity.isEmpty()) {
      return Optional.of(Failure.entityNotFound(address));
    }
    if (!(entity.get() instanceof QueueEntity queue)) {
      return Optional.of(
          Failure.notAllowed("Cannot create a message receiver on an entity of type 'Topic'."));
    }
    if (queue.options().sessions() != filter(link).containsKey(SessionTable.FILTER)) {
      return Optional.of(
          Failure.notAllowed(
              queue.options().sessions()
                  ? "It is not possible for an entity that requires sessions to create a"
                      + " non-sessionful message receiver."
                  : "A sessionful message receiver cannot be created on an entity that does not"
                      + " require sessions."));
    }
    return peer.faults().onAttach(address);
  }

  private static Map<Symbol, Object> filter(Sender link) {
    Map<Symbol, Object> filter = link.getRemoteSource().getFilter();
    return filter == null ? Map.of() : filter;
  }

  private void attach(PeerConnection connection, Sender link, QueueEntity queue) {
    connection.whenGone(() -> queue.linkGone(link));
    link.closeHandler(
        closed -> {
          queue.linkGone(link);
          closed.close();
        });
    link.detachHandler(
        detached -> {
          queue.linkGone(link);
          detached.detach();
        });
    link.localCloseHandler(closed -> queue.linkGone(link));
    link.creditStateUpdateHandler(credit -> connection.guard(queue::pump));
    link.deliveryStateUpdatedHandler(d -> connection.guard(() -> settle(queue, d)));
    if (!queue.options().sessions()) {
      link.open();
      queue.attach(link);
      return;
    }
    Object session = filter(link).get(SessionTable.FILTER);
    if (session != null) {
      queue.sessions().accept(link, session.toString());
    } else {
      Map<Symbol, Object> properties = new HashMap<>();
      Optional.ofNullable(link.getRemoteProperties()).ifPresent(properties::putAll);
      queue
          .sessions()
          .acceptNext(
              link,
              properties.get(TIMEOUT) instanceof Number millis
                  ? millis.longValue()
                  : DEFAULT_WAIT_MILLIS);
    }
  }

  /** Does what a client's outcome says, and echoes it. */
  private void settle(QueueEntity queue, OutgoingDelivery delivery) {
    DeliveryState outcome = delivery.getRemoteState();
    if (delivery.isSettled() || outcome == null || peer.faults().settlementIgnored()) {
      return;
    }
    UUID token = delivery.getLinkedResource();
    Optional<StoredMessage> held = queue.locked(token);
    if (held.isEmpty()) {
      delivery.disposition(
          new Rejected(Failure.lockLost(queue.options().sessions()).asCondition()), true);
      return;
    }
    StoredMessage message = held.get();
    if (outcome instanceof Accepted) {
      queue.remove(message);
    } else if (outcome instanceof Rejected rejected) {
      queue.deadLetter(message, reasons(rejected));
    } else if (outcome instanceof Modified modified && modified.isUndeliverableHere()) {
      queue.defer(message);
    } else {
      queue.unlock(message, outcome instanceof Modified);
    }
    delivery.disposition(outcome, true);
    queue.pump();
  }

  private static Map<String, Object> reasons(Rejected rejected) {
    Map<String, Object> reasons = new HashMap<>();
    if (rejected.getError() != null && rejected.getError().getInfo() != null) {
      // Declared with symbols for keys; clients send strings as well.
      Map<?, ?> info = rejected.getError().getInfo();
      info.forEach((key, value) -> reasons.put(String.valueOf(key), value));
    }
    return reasons;
  }
}
