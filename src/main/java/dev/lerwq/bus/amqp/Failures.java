package dev.lerwq.bus.amqp;

import dev.lerwq.bus.BusException;
import io.vertx.proton.sasl.MechanismMismatchException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.security.sasl.AuthenticationException;
import org.apache.qpid.proton.amqp.transport.AmqpError;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.amqp.transport.LinkError;

/** Which of the port's exceptions an AMQP error is. */
final class Failures {
  /**
   * What Artemis refuses however often it is asked: the user may not, it has no such resource, it
   * has no such operation. Its answer tells them from what passes by these codes alone.
   */
  private static final List<String> FOR_GOOD =
      List.of("AMQ229032", "AMQ229213", "AMQ229067", "AMQ229069");

  private Failures() {}

  /** Why an attempt to connect failed. */
  static BusException connecting(AmqpSettings settings, Throwable cause) {
    String peer = settings.peer();
    if (cause instanceof AuthenticationException) {
      return new BusException.Misconfigured(
          "the bus at "
              + peer
              + " refuses "
              + settings.login().map(l -> "user '" + l.user() + "'").orElse("anonymous users")
              + "; check user and password in busconn");
    }
    if (cause instanceof MechanismMismatchException) {
      return new BusException.Misconfigured(
          "the bus at "
              + peer
              + " offers no way to log in that is known here; busconn needs a user");
    }
    if (cause instanceof SSLException) {
      return new BusException.Misconfigured(
          "the bus at " + peer + " and this host do not agree on TLS: " + cause.getMessage(),
          cause);
    }
    return new BusException.Unavailable(
        "the bus at " + peer + " cannot be reached: " + cause.getMessage(), cause);
  }

  /** Why the broker refused or ended a link. */
  static BusException link(String address, ErrorCondition condition) {
    String text = text(condition);
    if (has(condition, AmqpError.UNAUTHORIZED_ACCESS)) {
      return new BusException.Misconfigured(
          "the bus does not let this user use " + address + ": " + text);
    }
    if (has(condition, AmqpError.NOT_FOUND)) {
      return new BusException.Misconfigured(
          address + " does not exist on the bus; create it, or let the broker do so: " + text);
    }
    if (has(condition, AmqpError.ILLEGAL_STATE) || has(condition, AmqpError.NOT_ALLOWED)) {
      return new BusException.Misconfigured(
          address + " is of another kind on the bus, or in another use: " + text);
    }
    return new BusException.Unavailable("the bus ended the link to " + address + ": " + text);
  }

  /** Why the broker did not take a message. */
  static BusException rejected(String address, ErrorCondition condition) {
    String text = text(condition);
    if (has(condition, AmqpError.RESOURCE_LIMIT_EXCEEDED)) {
      return new BusException.Unavailable(address + " is full: " + text);
    }
    if (has(condition, LinkError.MESSAGE_SIZE_EXCEEDED)) {
      return new BusException.Refused("too large for " + address + ": " + text);
    }
    if (has(condition, AmqpError.UNAUTHORIZED_ACCESS) || has(condition, AmqpError.NOT_FOUND)) {
      return link(address, condition);
    }
    return new BusException.Refused(address + " refuses the message: " + text);
  }

  /**
   * Why the broker did not answer a question to its management.
   *
   * @param text what it said instead
   */
  static BusException management(String text) {
    String why = "the bus does not tell about its queues: " + text;
    return FOR_GOOD.stream().anyMatch(text::contains)
        ? new BusException.Misconfigured(why)
        : new BusException.Unavailable(why);
  }

  private static boolean has(ErrorCondition condition, Object name) {
    return condition != null && name.equals(condition.getCondition());
  }

  private static String text(ErrorCondition condition) {
    if (condition == null || condition.getCondition() == null) {
      return "no reason given";
    }
    String description = condition.getDescription();
    return condition.getCondition() + (description == null ? "" : " (" + description + ")");
  }
}
