package dev.lerwq.reflector;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What becomes of a delivery: signature over the raw bytes, content type, event, the one parse, the
 * decision. Has no effect on anything.
 */
final class Judgement {
  private static final String PING = "ping";

  private final Signatures signatures;
  private final Map<String, EventHandler> handlers;

  Judgement(Signatures signatures, List<EventHandler> handlers) {
    this.signatures = signatures;
    this.handlers =
        handlers.stream().collect(Collectors.toMap(EventHandler::event, Function.identity()));
  }

  /** Either an answer, or something to do first. */
  sealed interface Judged {
    /** Nothing to do but to answer. */
    record Answered(Reply reply) implements Judged {}

    /** A decision to carry out. */
    record Decided(Decision decision) implements Judged {}
  }

  /** Never fails and never blocks. */
  Judged of(Delivery delivery, Rules rules) {
    if (!rules.hold(
        "the signature is by a configured secret",
        signatures.valid(delivery.body(), delivery.signature()),
        () -> delivery.signature() == null ? "there is none" : "over the raw bytes")) {
      return answered(
          401, Reply.BAD_SIGNATURE, "X-Hub-Signature-256 is missing or made with another secret");
    }
    if (!rules.hold("the content is JSON", delivery.isJson(), delivery::contentType)) {
      return answered(415, Reply.NOT_JSON, "set the webhook's content type to application/json");
    }
    if (!rules.hold(
        "the event has a name",
        delivery.event() != null && !delivery.event().isBlank(),
        delivery::shownEvent)) {
      return answered(400, Reply.MALFORMED, "header X-GitHub-Event is missing");
    }
    EventHandler handler = handlers.get(delivery.event());
    if (!rules.hold("the event is one that jobs need", handler != null, delivery::shownEvent)) {
      return delivery.event().equals(PING)
          ? answered(200, "ping", "pong")
          : answered(200, "ignored", "ignored: nobody handles this event");
    }
    return decided(handler, delivery, rules);
  }

  private static Judged decided(EventHandler handler, Delivery delivery, Rules rules) {
    try {
      return new Judged.Decided(handler.decide(PayloadReader.read(delivery.body()), rules));
    } catch (BadPayloadException e) {
      rules.hold("the payload has what is needed", false, e::getMessage);
      return answered(400, Reply.MALFORMED, e.getMessage());
    }
  }

  private static Judged answered(int status, String outcome, String text) {
    return new Judged.Answered(new Reply(status, outcome, text));
  }
}
