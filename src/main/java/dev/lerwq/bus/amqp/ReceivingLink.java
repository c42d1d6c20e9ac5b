package dev.lerwq.bus.amqp;

import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSession;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.message.Message;

/** A receiving link that has one credit or none, and knows what became of it. For the context. */
final class ReceivingLink {

  /** Who is told. Each call names the link, since an old one may still have something to say. */
  interface Owner {
    /** The broker has opened the link. */
    void ready(ReceivingLink link);

    /** A message came for the credit, which is used up. */
    void arrived(ReceivingLink link, ProtonDelivery delivery, Message message);

    /** No message came for the credit, which is taken back. */
    void drained(ReceivingLink link);

    /** The broker refused the link or ended it; {@link #condition} says why. */
    void ended(ReceivingLink link);
  }

  private final ProtonReceiver receiver;
  private final Owner owner;
  private boolean attached;
  private boolean credited;
  private boolean draining;

  ReceivingLink(ProtonSession session, String address, Owner owner) {
    this.receiver = Links.receiver(session, address);
    this.owner = owner;
  }

  void open() {
    receiver.openHandler(
        result -> {
          // A refused link opens without a source and is closed, with the reason, right after.
          if (result.succeeded() && receiver.getRemoteSource() != null) {
            attached = true;
            owner.ready(this);
          }
        });
    receiver.closeHandler(result -> ended());
    receiver.detachHandler(result -> ended());
    receiver.handler(
        (delivery, message) -> {
          credited = false;
          owner.arrived(this, delivery, message);
        });
    receiver.open();
  }

  private void ended() {
    receiver.close();
    owner.ended(this);
  }

  boolean attached() {
    return attached;
  }

  /** Whether the broker has been asked to use the credit or give it back. */
  boolean draining() {
    return draining;
  }

  /** Gives the one credit, unless it is given already. */
  void credit() {
    if (!credited) {
      credited = true;
      receiver.flow(1);
    }
  }

  /** Asks the broker to use the credit now or give it back. */
  void drain() {
    draining = true;
    receiver.drain(
        0,
        result -> {
          draining = false;
          credited = false;
          owner.drained(this);
        });
  }

  ErrorCondition condition() {
    return receiver.getRemoteCondition();
  }

  void close() {
    receiver.close();
  }
}
