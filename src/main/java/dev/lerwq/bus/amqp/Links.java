package dev.lerwq.bus.amqp;

import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSession;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;

/** How links are asked for. */
final class Links {
  private static final Symbol QUEUE_CAPABILITY = Symbol.valueOf("queue");
  private static final Symbol COPY = Symbol.valueOf("copy");

  /**
   * Has Artemis create an anycast queue if there is none, whatever its defaults are.
   *
   * @see <a
   *     href="https://artemis.apache.org/components/artemis/documentation/latest/amqp.html">AMQP in
   *     the manual of Artemis</a>
   */
  static final Symbol[] QUEUE = {QUEUE_CAPABILITY};

  private Links() {}

  /** A receiver that gets nothing it did not ask for and settles nothing by itself. */
  static ProtonReceiver receiver(ProtonSession session, String address) {
    ProtonReceiver receiver = session.createReceiver(address);
    receiver.setPrefetch(0).setAutoAccept(false);
    if (receiver.getSource() instanceof Source source) {
      source.setCapabilities(QUEUE);
    }
    return receiver;
  }

  /** A receiver that looks at messages and leaves them there. */
  static ProtonReceiver browser(ProtonSession session, String address) {
    ProtonReceiver receiver = receiver(session, address);
    if (receiver.getSource() instanceof Source source) {
      source.setDistributionMode(COPY);
    }
    return receiver;
  }
}
