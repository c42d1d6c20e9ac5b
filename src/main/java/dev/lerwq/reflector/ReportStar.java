package dev.lerwq.reflector;

import dev.lerwq.acl.AllowList;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.GithubStar;
import dev.lerwq.message.MessageCodec;
import java.util.List;

/** {@code star}: the operator's probe, answered with what this repository may use. */
final class ReportStar implements EventHandler {
  private final AllowList allowList;
  private final List<String> probeLabels;

  ReportStar(AllowList allowList, List<String> probeLabels) {
    this.allowList = allowList;
    this.probeLabels = List.copyOf(probeLabels);
  }

  @Override
  public String event() {
    return "star";
  }

  @Override
  public Decision decide(Payload payload, Rules rules) throws BadPayloadException {
    String owner = payload.requireOwner();
    String repo = payload.requireRepo();
    List<Boolean> access =
        probeLabels.stream().map(label -> allowList.decide(owner, repo, label).allowed()).toList();
    rules.hold("access is reported for the probe labels", true, () -> probeLabels + ": " + access);
    GithubStar star =
        new GithubStar(
            payload.requireAction(),
            payload.starredAt,
            payload.requireInstallation(),
            owner,
            repo,
            payload.requireRepoHtmlUrl(),
            access);
    return Decision.debugOnly(
        "noted: star " + star.action() + " on " + owner + "/" + repo,
        OutboundMessage.of(MessageCodec.encode(star)));
  }
}
