package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.InboundMessage;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.message.Message;

/**
 * Looks through a queue once, from its head. A broker that does not tell when it took a message has
 * them numbered by their place in the queue instead, so a page may skip a message if others are
 * taken between two pages.
 */
final class Browse implements Connection.User {
  private static final int CREDIT = 100;

  private final Vertx vertx;
  private final Connection connection;
  private final AmqpSettings settings;
  private final String address;
  private final long afterSequence;
  private final int max;
  private final List<InboundMessage> found = new ArrayList<>();
  private final CompletableFuture<List<InboundMessage>> result = new CompletableFuture<>();
  private Optional<ProtonReceiver> link = Optional.empty();
  private long timer;
  private long sequence;
  private int arrived;

  Browse(
      Vertx vertx,
      Connection connection,
      AmqpSettings settings,
      String address,
      long afterSequence,
      int max) {
    this.vertx = vertx;
    this.connection = connection;
    this.settings = settings;
    this.address = address;
    this.afterSequence = afterSequence;
    this.max = max;
  }

  CompletableFuture<List<InboundMessage>> start() {
    if (max <= 0) {
      result.complete(List.of());
      return result;
    }
    connection.add(this);
    timer =
        vertx.setTimer(
            settings.publishTimeout().toMillis(),
            id -> fail(connection.timedOut("looking at " + address)));
    connection.session().ifPresentOrElse(this::connected, connection::need);
    return result;
  }

  @Override
  public boolean needsConnection() {
    return true;
  }

  @Override
  public void connected(ProtonSession session) {
    ProtonReceiver opening = Links.browser(session, address);
    link = Optional.of(opening);
    opening.openHandler(
        opened -> {
          if (opened.succeeded() && opening.getRemoteSource() != null) {
            more(opening);
          }
        });
    opening.closeHandler(closed -> fail(Failures.link(address, opening.getRemoteCondition())));
    opening.detachHandler(closed -> fail(Failures.link(address, opening.getRemoteCondition())));
    opening.handler(this::arrived);
    opening.open();
  }

  private void more(ProtonReceiver from) {
    if (result.isDone()) {
      return;
    }
    arrived = 0;
    from.flow(CREDIT);
    from.drain(
        0,
        drained -> {
          if (arrived < CREDIT) {
            succeed();
          } else {
            vertx.getOrCreateContext().runOnContext(v -> more(from));
          }
        });
  }

  private void arrived(ProtonDelivery delivery, Message message) {
    delivery.disposition(Accepted.getInstance(), true);
    arrived++;
    sequence = Math.max(sequence + 1, Wire.sequence(message));
    if (sequence > afterSequence && !result.isDone()) {
      found.add(Wire.decodePeeked(message, sequence));
      if (found.size() >= max) {
        succeed();
      }
    }
  }

  @Override
  public void disconnected() {
    link = Optional.empty();
    fail(new BusException.Unavailable("the connection broke while looking at " + address));
  }

  @Override
  public void notConnected(BusException why) {
    if (why instanceof BusException.Misconfigured) {
      fail(why);
    }
  }

  private void succeed() {
    end();
    result.complete(List.copyOf(found));
  }

  private void fail(BusException why) {
    end();
    result.completeExceptionally(why);
  }

  private void end() {
    vertx.cancelTimer(timer);
    connection.remove(this);
    Optional<ProtonReceiver> closing = link;
    link = Optional.empty();
    closing.ifPresent(ProtonReceiver::close);
  }
}
