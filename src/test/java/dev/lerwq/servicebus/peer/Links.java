package dev.lerwq.servicebus.peer;

import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.messaging.Target;

/** How links end. */
final class Links {
  private Links() {}

  /** Attaches without a terminus and detaches with the reason, as the service refuses links. */
  static void refuse(Link<?> link, Failure why) {
    if (link.isRemotelyClosedOrDetached()) {
      return;
    }
    if (link instanceof Sender sender) {
      sender.setSource(null);
    } else if (link instanceof Receiver receiver) {
      receiver.setTarget((Target) null);
    }
    link.open();
    fail(link, why);
  }

  /** Closes an attached link with the reason. */
  static void fail(Link<?> link, Failure why) {
    if (!link.isLocallyClosedOrDetached()) {
      link.setCondition(why.asCondition());
      link.close();
    }
  }
}
