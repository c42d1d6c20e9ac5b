package dev.lerwq.reflector;

import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.reflector.Decision.Publication;
import java.util.concurrent.CompletionStage;

/** Where decisions are carried out. */
interface Outbox {

  /** Completes when the message is durable; fails when that is not known in time. */
  CompletionStage<Void> publish(Publication publication);

  /** Best effort: neither waits nor fails. */
  void note(OutboundMessage debugCopy);
}
