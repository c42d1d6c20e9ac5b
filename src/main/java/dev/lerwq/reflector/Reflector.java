package dev.lerwq.reflector;

import dev.lerwq.reflector.Judgement.Judged;
import io.smallrye.mutiny.Uni;
import java.util.List;
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
  Uni<Reply> receive(Delivery delivery) {
    Judged judged = judgement.of(delivery, Rules.UNSEEN);
    if (judged instanceof Judged.Decided decided) {
      return carryOut(decided.decision()).map(reply -> finish(delivery, reply));
    }
    return Uni.createFrom().item(finish(delivery, ((Judged.Answered) judged).reply()));
  }

  /** Accounts for a delivery that was turned away unread. */
  Reply refuse(String event, Reply reply) {
    metrics.delivered(event, reply);
    LOG.warnf("a delivery was turned away unread: %d %s", reply.status(), reply.text());
    return reply;
  }

  private Uni<Reply> carryOut(Decision decision) {
    decision.debug().forEach(outbox::note);
    Reply success = Reply.of(decision);
    if (decision.work().isEmpty()) {
      return Uni.createFrom().item(success);
    }
    return outbox
        .publish(decision.work().get())
        .onItem()
        .transform(done -> success)
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warnf("%s, but the bus did not take it: %s", decision.reply(), failure);
              return Reply.busUnavailable();
            });
  }

  private Reply finish(Delivery delivery, Reply reply) {
    metrics.delivered(delivery.event(), reply);
    LOG.logf(
        reply.status() < 300 ? Logger.Level.INFO : Logger.Level.WARN,
        "delivery %s %s: %d %s",
        delivery.shownId(),
        delivery.shownEvent(),
        reply.status(),
        reply.text());
    return reply;
  }
}
