package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.qpid.proton.message.Message;

/**
 * The links that are published on, one for each address. Every session is an address, so those that
 * nobody used lately are closed. All methods are for the context of the bus.
 */
final class Senders implements Connection.User {
  private static final int LINKS_KEPT = 64;
  private static final int MOST_PENDING = 20_000;

  private final Vertx vertx;
  private final Connection connection;
  private final AmqpSettings settings;
  private final Map<String, Sender> byAddress = new LinkedHashMap<>(64, 0.75f, true);
  private int pending;
  private boolean closed;

  Senders(Vertx vertx, Connection connection, AmqpSettings settings) {
    this.vertx = vertx;
    this.connection = connection;
    this.settings = settings;
    connection.add(this);
  }

  /** Sends, and completes when the broker has accepted. */
  CompletionStage<Void> send(String address, Message message) {
    return submit(address, Publish.of(message));
  }

  /** Completes when the broker would take a message. */
  CompletionStage<Void> probe(String address) {
    return submit(address, Publish.probe());
  }

  private CompletionStage<Void> submit(String address, Publish publish) {
    if (closed) {
      publish.fail(new BusException.Unavailable("the bus is closed"));
      return publish.result();
    }
    if (pending >= MOST_PENDING) {
      publish.fail(
          new BusException.Unavailable(
              MOST_PENDING + " messages are waiting for the bus at " + settings.peer()));
      return publish.result();
    }
    pending++;
    Sender sender = byAddress.computeIfAbsent(address, a -> new Sender(a, connection));
    long timer =
        vertx.setTimer(
            settings.publishTimeout().toMillis(),
            id -> publish.fail(connection.timedOut("publishing to " + address)));
    publish.whenDone(
        () -> {
          pending--;
          vertx.cancelTimer(timer);
          sender.forget(publish);
          closeIdle();
        });
    sender.submit(publish);
    connection.need();
    return publish.result();
  }

  private void closeIdle() {
    if (byAddress.size() <= LINKS_KEPT) {
      return;
    }
    List<Sender> idle = byAddress.values().stream().filter(Sender::isIdle).toList();
    int surplus = byAddress.size() - LINKS_KEPT;
    for (Sender each : idle.subList(0, Math.min(surplus, idle.size()))) {
      byAddress.remove(each.address());
      each.close();
    }
  }

  /** How many links there are. */
  int size() {
    return byAddress.size();
  }

  void close() {
    closed = true;
    BusException why = new BusException.Unavailable("the bus was closed before it answered");
    everyone().forEach(sender -> sender.fail(why));
  }

  @Override
  public boolean needsConnection() {
    return pending > 0;
  }

  @Override
  public void connected(ProtonSession session) {
    everyone().forEach(Sender::attachIfNeeded);
  }

  @Override
  public void disconnected() {
    everyone().forEach(Sender::disconnected);
  }

  @Override
  public void notConnected(BusException why) {
    if (why instanceof BusException.Misconfigured) {
      everyone().forEach(sender -> sender.fail(why));
    }
  }

  private List<Sender> everyone() {
    return new ArrayList<>(byAddress.values());
  }
}
