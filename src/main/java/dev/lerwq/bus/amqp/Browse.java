package dev.lerwq.bus.amqp;

import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.artemis.Wire;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.message.Message;

/**
 * Looks through a queue once, from its head. A broker that does not tell when it took a message has
 * them numbered by their place in the queue instead, so a page may skip a message if others are
 * taken between two pages.
 */
final class Browse extends Request<List<InboundMessage>> {
  private static final int CREDIT = 100;

  private final String address;
  private final long afterSequence;
  private final int max;
  private final List<InboundMessage> found = new ArrayList<>();
  private long sequence;
  private int arrived;

  Browse(
      Vertx vertx,
      Connection connection,
      AmqpSettings settings,
      String address,
      long afterSequence,
      int max) {
    super(vertx, connection, settings, "looking at " + address);
    this.address = address;
    this.afterSequence = afterSequence;
    this.max = max;
  }

  @Override
  public void connected(ProtonSession session) {
    ProtonReceiver link = own(Links.browser(session, address), address);
    link.openHandler(
        opened -> {
          if (opened.succeeded() && link.getRemoteSource() != null) {
            more(link);
          }
        });
    link.handler(this::arrived);
    link.open();
  }

  private void more(ProtonReceiver from) {
    if (isDone()) {
      return;
    }
    arrived = 0;
    from.flow(CREDIT);
    from.drain(
        0,
        drained -> {
          if (arrived < CREDIT) {
            succeed(List.copyOf(found));
          } else {
            Vertx.currentContext().runOnContext(v -> more(from));
          }
        });
  }

  private void arrived(ProtonDelivery delivery, Message message) {
    delivery.disposition(Accepted.getInstance(), true);
    arrived++;
    sequence = Math.max(sequence + 1, Wire.sequence(message));
    if (sequence > afterSequence && !isDone()) {
      found.add(Wire.decodePeeked(message, sequence));
      if (found.size() >= max) {
        succeed(List.copyOf(found));
      }
    }
  }
}
