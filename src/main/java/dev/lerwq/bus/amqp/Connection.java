package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jboss.logging.Logger;

/**
 * The one connection of a bus: opened when somebody needs it, opened again while somebody does. All
 * methods are for the context of the bus.
 */
final class Connection {
  private static final Logger LOG = Logger.getLogger(Connection.class);

  /** Somebody who uses the connection. */
  interface User {
    /** Whether a lost or absent connection is to be opened for this user. */
    boolean needsConnection();

    /** There is a connection now. */
    void connected(ProtonSession session);

    /** There was a connection; its links are gone. */
    void disconnected();

    /** An attempt to connect has failed; the next follows if somebody still needs it. */
    void notConnected(BusException why);
  }

  private enum State {
    IDLE,
    CONNECTING,
    OPEN,
    PAUSING,
    CLOSED
  }

  private final Vertx vertx;
  private final Context context;
  private final AmqpSettings settings;
  private final Set<User> users = new LinkedHashSet<>();
  private final String container = "lerwq-" + UUID.randomUUID();

  private State state = State.IDLE;
  private Optional<ProtonConnection> link = Optional.empty();
  private Optional<ProtonSession> session = Optional.empty();
  private Optional<BusException> lastFailure = Optional.empty();
  private int failures;

  /** Counts attempts, so that events of an earlier one can be told from those of the current. */
  private int epoch;

  Connection(Vertx vertx, Context context, AmqpSettings settings) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
  }

  void add(User user) {
    users.add(user);
  }

  void remove(User user) {
    users.remove(user);
  }

  Optional<ProtonSession> session() {
    return session;
  }

  /** Whether the broker was not there when last tried. */
  boolean isDown() {
    return state == State.PAUSING || state == State.CLOSED;
  }

  /** What to say when something had to wait for too long. */
  BusException timedOut(String what) {
    if (lastFailure.isPresent()) {
      return lastFailure.get();
    }
    return new BusException.Unavailable(
        what
            + " got no answer from the bus at "
            + settings.peer()
            + " within "
            + settings.publishTimeout().toMillis()
            + " ms; it may be out of disk or overloaded");
  }

  /** Connects unless that is under way, or will be. */
  void need() {
    if (state == State.IDLE) {
      connect();
    }
  }

  private void connect() {
    state = State.CONNECTING;
    int attempt = ++epoch;
    long deadline =
        vertx.setTimer(
            settings.connectTimeout().toMillis() * 2,
            id -> failed(attempt, new IllegalStateException("no answer in time")));
    ProtonClientOptions options = new ProtonClientOptions();
    options.setConnectTimeout((int) settings.connectTimeout().toMillis());
    options.setHeartbeat((int) settings.heartbeat().toMillis());
    options.setTcpNoDelay(true);
    if (settings.tls()) {
      options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    }
    ProtonClient.create(vertx)
        .connect(
            options,
            settings.host(),
            settings.port(),
            settings.login().map(AmqpSettings.Login::user).orElse(null),
            settings.login().map(AmqpSettings.Login::password).orElse(null),
            result -> context.runOnContext(v -> socketConnected(attempt, deadline, result)));
  }

  private void socketConnected(int attempt, long deadline, AsyncResult<ProtonConnection> result) {
    if (attempt != epoch || state != State.CONNECTING) {
      vertx.cancelTimer(deadline);
      if (result.succeeded()) {
        result.result().disconnect();
      }
      return;
    }
    if (result.failed()) {
      vertx.cancelTimer(deadline);
      failed(attempt, result.cause());
      return;
    }
    ProtonConnection connection = result.result();
    link = Optional.of(connection);
    connection.setContainer(container);
    connection.disconnectHandler(c -> lost(attempt, "it hung up"));
    connection.closeHandler(c -> lost(attempt, "it closed the connection" + reason(c.result())));
    connection.openHandler(
        opened -> {
          vertx.cancelTimer(deadline);
          if (opened.failed()) {
            failed(attempt, opened.cause());
          } else {
            opened(attempt, connection);
          }
        });
    connection.open();
  }

  private static String reason(ProtonConnection connection) {
    ErrorCondition condition = connection == null ? null : connection.getRemoteCondition();
    return condition == null || condition.getCondition() == null ? "" : ": " + condition;
  }

  private void opened(int attempt, ProtonConnection connection) {
    if (attempt != epoch || state != State.CONNECTING) {
      return;
    }
    ProtonSession opening = connection.createSession();
    opening.closeHandler(s -> lost(attempt, "it ended the session"));
    opening.open();
    if (failures > 0) {
      LOG.infof("connected to the bus at %s again", settings.peer());
    }
    state = State.OPEN;
    failures = 0;
    lastFailure = Optional.empty();
    session = Optional.of(opening);
    everyone().forEach(user -> user.connected(opening));
  }

  private void failed(int attempt, Throwable cause) {
    if (attempt != epoch || state != State.CONNECTING) {
      return;
    }
    drop();
    BusException why = Failures.connecting(settings, cause);
    if (failures == 0 || why instanceof BusException.Misconfigured) {
      LOG.warn(why.getMessage());
    }
    lastFailure = Optional.of(why);
    pause();
    everyone().forEach(user -> user.notConnected(why));
  }

  private void lost(int attempt, String why) {
    if (attempt != epoch || (state != State.OPEN && state != State.CONNECTING)) {
      return;
    }
    if (state == State.CONNECTING) {
      failed(attempt, new IllegalStateException(why));
      return;
    }
    LOG.warnf("lost the bus at %s: %s", settings.peer(), why);
    drop();
    pause();
    everyone().forEach(User::disconnected);
  }

  /**
   * Calls back when the broker has read all that was sent on this connection so far; never, if the
   * connection breaks first. One that does not answer in time is given up.
   */
  void roundTrip(Runnable done) {
    if (link.isEmpty()) {
      return;
    }
    int asked = epoch;
    ProtonSession question = link.get().createSession();
    long timer =
        vertx.setTimer(
            settings.publishTimeout().toMillis(), id -> lost(asked, "it does not answer"));
    question.openHandler(
        opened -> {
          vertx.cancelTimer(timer);
          question.close();
          if (asked == epoch) {
            done.run();
          }
        });
    question.closeHandler(closed -> question.free());
    question.open();
  }

  /** Gives up a connection that does not answer. */
  void abort(String why) {
    lost(epoch, why);
  }

  private void drop() {
    epoch++;
    session = Optional.empty();
    link.ifPresent(ProtonConnection::disconnect);
    link = Optional.empty();
  }

  private void pause() {
    state = State.PAUSING;
    long longest =
        Math.min(
            settings.longestRetry().toMillis(),
            settings.firstRetry().toMillis() << Math.min(failures, 20));
    failures++;
    long pause = 1 + ThreadLocalRandom.current().nextLong(longest);
    vertx.setTimer(
        pause,
        id -> {
          if (state != State.PAUSING) {
            return;
          }
          state = State.IDLE;
          if (everyone().stream().anyMatch(User::needsConnection)) {
            connect();
          }
        });
  }

  private List<User> everyone() {
    return new ArrayList<>(users);
  }

  /** Says goodbye, and calls back when the broker did too or has no connection to do so on. */
  void close(Runnable done) {
    Optional<ProtonConnection> open = state == State.OPEN ? link : Optional.empty();
    state = State.CLOSED;
    epoch++;
    session = Optional.empty();
    if (open.isEmpty()) {
      link.ifPresent(ProtonConnection::disconnect);
      done.run();
      return;
    }
    ProtonConnection connection = open.get();
    connection.disconnectHandler(c -> done.run());
    connection.closeHandler(
        c -> {
          connection.disconnect();
          done.run();
        });
    connection.close();
  }
}
