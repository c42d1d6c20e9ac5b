package dev.lerwq.reflector;

import dev.lerwq.reflector.Judgement.Judged;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * The path of one delivery: the {@link Judgement}, and the publication that has to be durable
 * before success is reported.
 */
public class Reflector {
  private static final Logger LOG = Logger.getLogger(Reflector.class);

  private final Judgement judgement;
  private final Outbox outbox;
  private final DeliveryMetrics metrics;

  Reflector(
      Signatures signatures, List<EventHandler> handlers, Outbox outbox, DeliveryMetrics metrics) {
    this.judgement = new Judgement(signatures, handlers);
    this.outbox = outbox;
    this.metrics = metrics;
  }

  /** Answers one delivery. Never fails and never blocks. */
  CompletionStage<Reply> receive(Delivery delivery) {
    Judged judged = judgement.of(delivery, Rules.UNSEEN);
    if (judged instanceof Judged.Decided decided) {
      return carryOut(decided.decision()).thenApply(reply -> finish(delivery, reply));
    }
    return CompletableFuture.completedFuture(finish(delivery, ((Judged.Answered) judged).reply()));
  }

  /** Accounts for a delivery that was turned away unread. */
  Reply refuse(String event, Reply reply) {
    metrics.delivered(event, reply);
    LOG.warnf("a delivery was turned away unread: %d %s", reply.status(), reply.text());
    return reply;
  }

  private CompletionStage<Reply> carryOut(Decision decision) {
    CompletionStage<Reply> reply = publishWork(decision);
    // After the work, which must not wait for them.
    decision.debug().forEach(outbox::note);
    return reply;
  }

  private CompletionStage<Reply> publishWork(Decision decision) {
    Reply success = Reply.of(decision);
    if (decision.work().isEmpty()) {
      return CompletableFuture.completedFuture(success);
    }
    return outbox
        .publish(decision.work().get())
        .handle((done, failure) -> failure == null ? success : refused(decision, failure));
  }

  private static Reply refused(Decision decision, Throwable failure) {
    LOG.warnf("%s, but the bus did not take it: %s", decision.reply(), failure);
    return Reply.busUnavailable();
  }

  private Reply finish(Delivery delivery, Reply reply) {
    metrics.delivered(delivery.event(), reply);
    LOG.log(
        reply.status() < 300 ? Logger.Level.INFO : Logger.Level.WARN,
        "delivery "
            + delivery.shownId()
            + " "
            + delivery.shownEvent()
            + ": "
            + reply.status()
            + " "
            + reply.text());
    return reply;
  }
}
