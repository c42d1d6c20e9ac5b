package dev.lerwq.bus;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A message as the bus holds it.
 *
 * @param body its payload
 * @param id what its publisher called it
 * @param subject what its publisher routed it by
 * @param session the session it belongs to
 * @param sequence its place in its entity, growing; 0 where the bus does not tell
 * @param enqueuedAt when the bus accepted it; {@link Instant#EPOCH} where the bus does not tell
 * @param attempt how many times it has been handed out, this time included; 1 at first, and 0 for a
 *     peeked message that never was
 * @param deadLetter why it was dead-lettered; empty unless it was
 */
public record InboundMessage(
    byte[] body,
    Optional<String> id,
    Optional<String> subject,
    Optional<String> session,
    long sequence,
    Instant enqueuedAt,
    int attempt,
    Optional<DeadLetter> deadLetter) {

  public InboundMessage {
    Objects.requireNonNull(body);
    Objects.requireNonNull(id);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(session);
    Objects.requireNonNull(enqueuedAt);
    Objects.requireNonNull(deadLetter);
  }

  /**
   * @param reason a short, stable word, such as {@link #TOO_MANY_ATTEMPTS}
   * @param detail a sentence for a person; may be empty
   */
  public record DeadLetter(String reason, String detail) {

    /** The reason a bus gives when a message was handed out too often without being settled. */
    public static final String TOO_MANY_ATTEMPTS = "MaxDeliveryCountExceeded";
  }

  /** Without the body, which may be large. */
  @Override
  public String toString() {
    return "InboundMessage[id="
        + id.orElse("-")
        + ", subject="
        + subject.orElse("-")
        + ", session="
        + session.orElse("-")
        + ", sequence="
        + sequence
        + ", attempt="
        + attempt
        + ", bytes="
        + body.length
        + "]";
  }
}
