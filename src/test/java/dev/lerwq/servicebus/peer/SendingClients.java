package dev.lerwq.servicebus.peer;

import java.util.List;
import java.util.Optional;
import org.apache.qpid.protonj2.engine.IncomingDelivery;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.types.UnsignedLong;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.transport.DeliveryState;

/** Links on which clients send: to entities, and requests to nodes. */
final class SendingClients {
  private static final int CREDIT = 1_000;

  private final ServiceBusPeer peer;
  private final RequestNodes nodes;
  private final long maxMessageSize;

  SendingClients(ServiceBusPeer peer, RequestNodes nodes, long maxMessageSize) {
    this.peer = peer;
    this.nodes = nodes;
    this.maxMessageSize = maxMessageSize;
  }

  void attach(PeerConnection connection, Receiver link) {
    link.setSenderSettleMode(link.getRemoteSenderSettleMode());
    link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
    link.setSource(link.getRemoteSource());
    link.closeHandler(Link::close).detachHandler(Link::detach);
    String address =
        link.getRemoteTarget() instanceof Target target && target.getAddress() != null
            ? target.getAddress()
            : "";
    Optional<Failure> refusal = refusal(address);
    if (refusal.isPresent()) {
      Links.refuse(link, refusal.get());
      return;
    }
    link.setTarget(link.<Target>getRemoteTarget());
    // A client reads an absent limit as a link that takes no bytes at all.
    link.setMaxMessageSize(UnsignedLong.valueOf(maxMessageSize));
    link.deliveryReadHandler(d -> connection.guard(() -> read(link, address, d)));
    link.addCredit(CREDIT);
    link.open();
  }

  private Optional<Failure> refusal(String address) {
    if (RequestNodes.isNode(address)) {
      return Optional.empty();
    }
    return peer.entity(address).isEmpty()
        ? Optional.of(Failure.entityNotFound(address))
        : peer.faults().onAttach(address);
  }

  private void read(Receiver link, String address, IncomingDelivery delivery) {
    if (delivery.isPartial()) {
      return;
    }
    // Read flat: composite buffers of protonj2 1.1.0 cannot be copied across their chunks.
    byte[] payload = new byte[delivery.available()];
    delivery.readBytes(payload, 0, payload.length);
    link.addCredit(1);
    boolean batch = delivery.getMessageFormat() == StoredMessage.BATCH;
    List<StoredMessage> messages = StoredMessage.parse(payload, batch);
    if (RequestNodes.isNode(address)) {
      delivery.disposition(Accepted.getInstance(), true);
      nodes.answer(link, address, messages.get(0));
    } else {
      delivery.disposition(store(address, messages), true);
    }
  }

  private DeliveryState store(String address, List<StoredMessage> messages) {
    Optional<Failure> fault = peer.faults().onMessage(address);
    if (fault.isPresent()) {
      return new Rejected(fault.get().asCondition());
    }
    Entity entity = peer.entity(address).orElseThrow();
    boolean sessions = entity instanceof QueueEntity queue && queue.options().sessions();
    if (sessions && messages.stream().anyMatch(m -> m.session().isEmpty())) {
      return new Rejected(
          Failure.notAllowed("The SessionId was not set on a message, and it cannot be sent.")
              .asCondition());
    }
    messages.forEach(entity::publish);
    return Accepted.getInstance();
  }
}
