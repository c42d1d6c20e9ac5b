package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Something that is asked once, over links of its own that go with the answer. It fails when the
 * connection breaks or there is no answer in time. All methods are for the context of the
 * connection.
 *
 * @param <T> the answer
 */
abstract class Request<T> implements Connection.User {
  private final Vertx vertx;
  private final Connection connection;
  private final AmqpSettings settings;
  private final String doing;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final List<ProtonLink<?>> links = new ArrayList<>();
  private long timer;

  /**
   * @param doing what it does, for errors, such as {@code asking somebody}
   */
  Request(Vertx vertx, Connection connection, AmqpSettings settings, String doing) {
    this.vertx = vertx;
    this.connection = connection;
    this.settings = settings;
    this.doing = doing;
  }

  /** Asks. */
  final CompletableFuture<T> start() {
    connection.add(this);
    timer =
        vertx.setTimer(
            settings.publishTimeout().toMillis(), id -> fail(connection.timedOut(doing)));
    connection.session().ifPresentOrElse(this::connected, connection::need);
    return result;
  }

  /** Notes a link that is about to be opened; if the broker ends it, the request has failed. */
  final <L extends ProtonLink<L>> L own(L link, String address) {
    links.add(link);
    link.closeHandler(closed -> fail(Failures.link(address, link.getRemoteCondition())));
    link.detachHandler(closed -> fail(Failures.link(address, link.getRemoteCondition())));
    return link;
  }

  final boolean isDone() {
    return result.isDone();
  }

  final void succeed(T answer) {
    end();
    result.complete(answer);
  }

  final void fail(BusException why) {
    end();
    result.completeExceptionally(why);
  }

  private void end() {
    vertx.cancelTimer(timer);
    connection.remove(this);
    List<ProtonLink<?>> closing = List.copyOf(links);
    links.clear();
    closing.forEach(ProtonLink::close);
  }

  @Override
  public final boolean needsConnection() {
    return true;
  }

  @Override
  public final void disconnected() {
    links.clear();
    fail(new BusException.Unavailable("the connection broke while " + doing));
  }

  @Override
  public final void notConnected(BusException why) {
    if (why instanceof BusException.Misconfigured) {
      fail(why);
    }
  }
}
