package dev.lerwq.queues;

import dev.lerwq.bus.InboundMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant. A dead letter passes if it passes every test that there is.
 *
 * @param ids its message id is one of these; empty for any
 * @param reason its reason, in any case
 * @param olderThan the bus has had it for longer; one whose time the bus does not tell fails
 */
public record DeadLetterFilter(
    Set<String> ids, Optional<String> reason, Optional<Duration> olderThan) {

  public DeadLetterFilter {
    ids = Set.copyOf(ids);
  }

  /** Every one. */
  public static DeadLetterFilter all() {
    return new DeadLetterFilter(Set.of(), Optional.empty(), Optional.empty());
  }

  boolean matches(InboundMessage message, Instant now) {
    return (ids.isEmpty() || message.id().filter(ids::contains).isPresent())
        && reason.map(wanted -> hasReason(message, wanted)).orElse(true)
        && olderThan.map(age -> isOlder(message, now.minus(age))).orElse(true);
  }

  private static boolean hasReason(InboundMessage message, String wanted) {
    return message.deadLetter().filter(why -> why.reason().equalsIgnoreCase(wanted)).isPresent();
  }

  private static boolean isOlder(InboundMessage message, Instant before) {
    return !message.enqueuedAt().equals(Instant.EPOCH) && message.enqueuedAt().isBefore(before);
  }
}
