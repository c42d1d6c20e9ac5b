package dev.lerwq.reflector;

import dev.lerwq.bus.OutboundMessage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to do with a delivery, and what to tell its sender.
 *
 * @param outcome one word for the metrics
 * @param reply one line for the sender and the log
 * @param work what must be durable before the sender hears of success; empty if nothing must
 * @param debug copies for a person looking in; never waited for
 */
record Decision(
    Outcome outcome, String reply, Optional<Publication> work, List<OutboundMessage> debug) {

  /** Where a message goes that must not be lost. */
  enum Channel {
    WORK_QUEUE,
    WORK_COMPLETE
  }

  /** One message on its way. */
  record Publication(Channel channel, OutboundMessage message) {}

  /** The label values of the delivery counter. */
  enum Outcome {
    QUEUED,
    COMPLETED,
    DEBUG_ONLY,
    IGNORED,
    UNAUTHORIZED
  }

  Decision {
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(reply);
    Objects.requireNonNull(work);
    debug = List.copyOf(debug);
  }

  static Decision ignored(String reply) {
    return new Decision(Outcome.IGNORED, reply, Optional.empty(), List.of());
  }

  static Decision unauthorized(String reply) {
    return new Decision(Outcome.UNAUTHORIZED, reply, Optional.empty(), List.of());
  }

  static Decision debugOnly(String reply, OutboundMessage copy) {
    return new Decision(Outcome.DEBUG_ONLY, reply, Optional.empty(), List.of(copy));
  }

  static Decision publish(
      Outcome outcome, String reply, Publication work, OutboundMessage debugCopy) {
    return new Decision(outcome, reply, Optional.of(work), List.of(debugCopy));
  }
}
