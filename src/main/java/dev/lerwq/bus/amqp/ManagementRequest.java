package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import io.vertx.proton.ProtonSession;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.message.Message;

/**
 * One question to the management address of Artemis, and its answer.
 *
 * @see <a
 *     href="https://artemis.apache.org/components/artemis/documentation/latest/management.html">Using
 *     management messages, in the manual of Artemis</a>
 */
final class ManagementRequest implements Connection.User {
  private static final String ADDRESS = "activemq.management";
  private static final String RESOURCE = "_AMQ_ResourceName";
  private static final String OPERATION = "_AMQ_OperationName";
  private static final String SUCCEEDED = "_AMQ_OperationSucceeded";

  private final Vertx vertx;
  private final Connection connection;
  private final AmqpSettings settings;
  private final String operation;
  private final String parameters;
  private final CompletableFuture<String> result = new CompletableFuture<>();
  private Optional<ProtonReceiver> replies = Optional.empty();
  private Optional<ProtonSender> requests = Optional.empty();
  private boolean sent;
  private long timer;

  /**
   * @param operation of the broker's own control
   * @param parameters a JSON array
   */
  ManagementRequest(
      Vertx vertx,
      Connection connection,
      AmqpSettings settings,
      String operation,
      String parameters) {
    this.vertx = vertx;
    this.connection = connection;
    this.settings = settings;
    this.operation = operation;
    this.parameters = parameters;
  }

  /** On the context of the connection. The answer is JSON. */
  CompletableFuture<String> start() {
    connection.add(this);
    timer =
        vertx.setTimer(
            settings.publishTimeout().toMillis(),
            id -> fail(connection.timedOut("asking " + ADDRESS)));
    connection.session().ifPresentOrElse(this::connected, connection::need);
    return result;
  }

  @Override
  public boolean needsConnection() {
    return true;
  }

  @Override
  public void connected(ProtonSession session) {
    ProtonReceiver receiver =
        session.createReceiver(null, new ProtonLinkOptions().setDynamic(true));
    replies = Optional.of(receiver);
    receiver.openHandler(
        opened -> {
          if (opened.succeeded() && receiver.getRemoteSource() != null) {
            ask(session, receiver.getRemoteSource().getAddress());
          }
        });
    receiver.closeHandler(closed -> fail(Failures.link(ADDRESS, receiver.getRemoteCondition())));
    receiver.detachHandler(closed -> fail(Failures.link(ADDRESS, receiver.getRemoteCondition())));
    receiver.handler(this::answered);
    receiver.open();
  }

  private void ask(ProtonSession session, String replyTo) {
    ProtonSender sender = session.createSender(ADDRESS);
    requests = Optional.of(sender);
    sender.closeHandler(closed -> fail(Failures.link(ADDRESS, sender.getRemoteCondition())));
    sender.detachHandler(closed -> fail(Failures.link(ADDRESS, sender.getRemoteCondition())));
    sender.sendQueueDrainHandler(credit -> send(sender, replyTo));
    sender.open();
  }

  private void send(ProtonSender sender, String replyTo) {
    if (sent) {
      return;
    }
    sent = true;
    Message question = Proton.message();
    question.setReplyTo(replyTo);
    question.setApplicationProperties(
        new ApplicationProperties(new HashMap<>(Map.of(RESOURCE, "broker", OPERATION, operation))));
    question.setBody(new AmqpValue(parameters));
    sender.send(
        question,
        delivery -> {
          if (delivery.getRemoteState() instanceof Rejected rejected) {
            fail(Failures.rejected(ADDRESS, rejected.getError()));
          }
        });
  }

  private void answered(ProtonDelivery delivery, Message answer) {
    delivery.disposition(Accepted.getInstance(), true);
    Object text = answer.getBody() instanceof AmqpValue value ? value.getValue() : null;
    boolean succeeded =
        answer.getApplicationProperties() != null
            && Boolean.TRUE.equals(answer.getApplicationProperties().getValue().get(SUCCEEDED));
    if (succeeded && text != null) {
      end();
      result.complete(text.toString());
    } else {
      fail(new BusException.Misconfigured("the bus does not tell about its queues: " + text));
    }
  }

  @Override
  public void disconnected() {
    replies = Optional.empty();
    requests = Optional.empty();
    fail(new BusException.Unavailable("the connection broke while asking " + ADDRESS));
  }

  @Override
  public void notConnected(BusException why) {
    if (why instanceof BusException.Misconfigured) {
      fail(why);
    }
  }

  private void fail(BusException why) {
    end();
    result.completeExceptionally(why);
  }

  private void end() {
    vertx.cancelTimer(timer);
    connection.remove(this);
    Optional<ProtonReceiver> receiver = replies;
    Optional<ProtonSender> sender = requests;
    replies = Optional.empty();
    requests = Optional.empty();
    receiver.ifPresent(ProtonReceiver::close);
    sender.ifPresent(ProtonSender::close);
  }
}
