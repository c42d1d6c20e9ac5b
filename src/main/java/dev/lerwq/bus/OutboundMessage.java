package dev.lerwq.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A message to publish. Build one with {@link #of} and the {@code with…} methods.
 *
 * @param body travels as one AMQP data section; not copied, must not change
 * @param id recognises duplicates and correlates; empty only where neither matters
 * @param subject selects the subscription of a topic
 * @param session selects the consumer of a queue with sessions
 * @param timeToLive after this the bus drops the message silently; empty for the entity's default
 * @param notBefore consumers do not see the message earlier
 */
public record OutboundMessage(
    byte[] body,
    Optional<String> id,
    Optional<String> subject,
    Optional<String> session,
    Optional<Duration> timeToLive,
    Optional<Instant> notBefore) {

  public OutboundMessage {
    Objects.requireNonNull(body);
    Objects.requireNonNull(id);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(session);
    Objects.requireNonNull(timeToLive);
    Objects.requireNonNull(notBefore);
  }

  public static OutboundMessage of(byte[] body) {
    return new OutboundMessage(
        body,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public OutboundMessage withId(String value) {
    return new OutboundMessage(body, Optional.of(value), subject, session, timeToLive, notBefore);
  }

  public OutboundMessage withSubject(String value) {
    return new OutboundMessage(body, id, Optional.of(value), session, timeToLive, notBefore);
  }

  public OutboundMessage withSession(String value) {
    return new OutboundMessage(body, id, subject, Optional.of(value), timeToLive, notBefore);
  }

  public OutboundMessage withTimeToLive(Duration value) {
    return new OutboundMessage(body, id, subject, session, Optional.of(value), notBefore);
  }

  public OutboundMessage withNotBefore(Instant value) {
    return new OutboundMessage(body, id, subject, session, timeToLive, Optional.of(value));
  }

  /** Without the body, which may be large. */
  @Override
  public String toString() {
    return "OutboundMessage[id="
        + id.orElse("-")
        + ", subject="
        + subject.orElse("-")
        + ", session="
        + session.orElse("-")
        + ", bytes="
        + body.length
        + "]";
  }
}
