package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.reflector.Decision.Channel;
import dev.lerwq.reflector.Explanation.Message;
import dev.lerwq.reflector.Judgement.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges deliveries as the reflector does, and tells instead of doing anything. */
public final class Explainer {
  private static final String JSON = "application/json";

  private final List<String> secrets;
  private final AllowList allowList;
  private final List<String> probeLabels;

  /**
   * @param secrets what signatures may be made with; only needed to judge one
   * @param probeLabels what stars are checked against
   */
  public Explainer(List<String> secrets, AllowList allowList, List<String> probeLabels) {
    this.secrets = List.copyOf(secrets);
    this.allowList = allowList;
    this.probeLabels = List.copyOf(probeLabels);
  }

  /**
   * Explains one delivery.
   *
   * @param event its {@code X-GitHub-Event}
   * @param signature its {@code X-Hub-Signature-256}; if it is not given, the delivery is taken to
   *     be signed rightly
   * @throws IllegalArgumentException if there is a signature but no secret to judge it by
   */
  public Explanation explain(String event, byte[] body, Optional<String> signature) {
    List<Explanation.Rule> applied = new ArrayList<>();
    Rules rules =
        (rule, holds, detail) -> {
          applied.add(new Explanation.Rule(rule, holds, String.valueOf(detail.get())));
          return holds;
        };
    String assumed = "any";
    Judgement judgement =
        new Judgement(
            new Signatures(signature.isPresent() ? secrets : List.of(assumed)),
            ReflectorBeans.handlers(allowList, probeLabels));
    Judged judged =
        judgement.of(
            new Delivery(
                "explain",
                event,
                signature.orElseGet(() -> Signatures.header(assumed, body)),
                JSON,
                body),
            rules);
    if (signature.isEmpty()) {
      applied.set(0, new Explanation.Rule(applied.get(0).rule(), true, "taken as given"));
    }
    return judged instanceof Judged.Decided decided
        ? new Explanation(
            Reply.of(decided.decision()).status(),
            decided.decision().reply(),
            applied,
            messages(decided.decision()))
        : answered(((Judged.Answered) judged).reply(), applied);
  }

  private static Explanation answered(Reply reply, List<Explanation.Rule> applied) {
    return new Explanation(reply.status(), reply.text(), applied, List.of());
  }

  private static List<Message> messages(Decision decision) {
    List<Message> out = new ArrayList<>();
    decision
        .work()
        .ifPresent(
            work ->
                out.add(
                    message(
                        work.channel() == Channel.WORK_QUEUE
                            ? ChannelOutbox.WORK_QUEUE
                            : ChannelOutbox.WORK_COMPLETE,
                        work.message())));
    decision.debug().forEach(copy -> out.add(message(ChannelOutbox.DEBUG, copy)));
    return out;
  }

  private static Message message(String channel, OutboundMessage message) {
    return new Message(channel, message.id(), message.subject(), message.session());
  }
}
