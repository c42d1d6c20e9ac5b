package dev.lerwq.reflector;

import java.util.List;
import java.util.Optional;

/**
 * What the reflector would do with a delivery, and why.
 *
 * @param status the HTTP status of the answer, if the bus takes what there is to publish
 * @param answer the answer's one line
 * @param rules every rule that was applied, in order; the last one decided
 * @param messages what would be published, the one that must not be lost first
 */
public record Explanation(int status, String answer, List<Rule> rules, List<Message> messages) {
  public Explanation {
    rules = List.copyOf(rules);
    messages = List.copyOf(messages);
  }

  /** One rule, whether it held, and what the delivery or the allow list said. */
  public record Rule(String rule, boolean holds, String detail) {}

  /**
   * A message that would be published.
   *
   * @param channel {@code work-queue}, {@code work-complete} or {@code debug}
   */
  public record Message(
      String channel, Optional<String> id, Optional<String> subject, Optional<String> session) {}
}
