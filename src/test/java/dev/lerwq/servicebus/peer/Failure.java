package dev.lerwq.servicebus.peer;

import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.transport.ErrorCondition;

/**
 * How the service says no.
 *
 * @param status what a management reply carries
 * @param condition the AMQP error condition
 * @param text what it says to a person; clients read some of it
 */
public record Failure(int status, String condition, String text) {

  public static Failure serverBusy() {
    return new Failure(503, "com.microsoft:server-busy", "The request was terminated: busy.");
  }

  public static Failure idleLink() {
    return new Failure(
        500, "amqp:link:detach-forced", "The link was force detached: idle for 00:10:00.");
  }

  public static Failure forcedClose() {
    return new Failure(500, "amqp:connection:forced", "The connection was inactive for too long.");
  }

  public static Failure expiredToken() {
    return new Failure(401, "amqp:unauthorized-access", "ExpiredToken: The token has expired.");
  }

  static Failure entityNotFound(String address) {
    return new Failure(
        404,
        "amqp:not-found",
        "The messaging entity 'sb://localhost/" + address + "' could not be found.");
  }

  static Failure notAllowed(String text) {
    return new Failure(400, "amqp:not-allowed", text);
  }

  static Failure lockLost(boolean sessions) {
    return new Failure(
        410,
        sessions ? "com.microsoft:session-lock-lost" : "com.microsoft:message-lock-lost",
        "The lock supplied is invalid. Either the lock expired, or the message has already been"
            + " removed from the queue.");
  }

  ErrorCondition asCondition() {
    return new ErrorCondition(Symbol.valueOf(condition), text);
  }
}
