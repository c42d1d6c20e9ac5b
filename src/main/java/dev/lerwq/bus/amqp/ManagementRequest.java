package dev.lerwq.bus.amqp;

import io.vertx.core.Vertx;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import io.vertx.proton.ProtonSession;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.message.Message;

/**
 * One question to the management address of Artemis, and its answer, which is JSON.
 *
 * @see <a
 *     href="https://artemis.apache.org/components/artemis/documentation/latest/management.html">Using
 *     management messages, in the manual of Artemis</a>
 */
final class ManagementRequest extends Request<String> {
  private static final String ADDRESS = "activemq.management";
  private static final String RESOURCE = "_AMQ_ResourceName";
  private static final String OPERATION = "_AMQ_OperationName";
  private static final String SUCCEEDED = "_AMQ_OperationSucceeded";

  private final String operation;
  private final String parameters;
  private boolean sent;

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
    super(vertx, connection, settings, "asking " + ADDRESS);
    this.operation = operation;
    this.parameters = parameters;
  }

  @Override
  public void connected(ProtonSession session) {
    ProtonReceiver receiver =
        own(session.createReceiver(null, new ProtonLinkOptions().setDynamic(true)), ADDRESS);
    receiver.openHandler(
        opened -> {
          if (opened.succeeded() && receiver.getRemoteSource() != null) {
            ask(session, receiver.getRemoteSource().getAddress());
          }
        });
    receiver.handler(this::answered);
    receiver.open();
  }

  private void ask(ProtonSession session, String replyTo) {
    ProtonSender sender = own(session.createSender(ADDRESS), ADDRESS);
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
      succeed(text.toString());
    } else {
      fail(Failures.management(String.valueOf(text)));
    }
  }
}
