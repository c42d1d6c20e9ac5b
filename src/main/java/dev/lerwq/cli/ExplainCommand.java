package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.acl.LoadedAllowList;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.json.JsonTree;
import dev.lerwq.reflector.Explainer;
import dev.lerwq.reflector.Explanation;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app explain}: what the reflector would do with a delivery. */
@Command(
    name = "explain",
    description = {
      "Say what the reflector would do with a delivery and why, rule by rule. Nothing is published;",
      "the allow list is read and nothing else is asked."
    },
    footer = {
      "",
      "Exit codes: 0 the reflector would answer 200; 1 it would not; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app explain delivery.json",
      "  app explain - --acl_file /etc/lerwq/acl.json < delivery.json",
      "  app explain delivery.json --signature sha256=0123... --webhook_secret @/run/secrets/hook",
    })
final class ExplainCommand implements Callable<Integer>, ChecksOptions {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin PayloadOptions payload = new PayloadOptions();
  @Mixin AclOptions acl = new AclOptions();
  @Mixin DataDirOption dataDir = new DataDirOption();
  @Mixin WebhookSecretOptions secret = new WebhookSecretOptions();

  @Option(
      names = "--signature",
      paramLabel = "HEADER",
      description = "The X-Hub-Signature-256 that came with it. Default: taken to be right.")
  Optional<String> signature = Optional.empty();

  @Option(
      names = "--probe_labels",
      paramLabel = "LABEL,...",
      split = ",",
      description = "Routing labels whose access is reported when somebody stars a repository.")
  List<String> probeLabels = List.of();

  @Option(names = "--json", description = "The explanation as one JSON object.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(dataDir.get(), acl::choice);
    if (signature.isPresent() && secret.find(dataDir.get()).isEmpty()) {
      requirements.require("webhook_secret", Optional.empty());
    }
  }

  @Override
  public Integer call() {
    byte[] body = payload.read(System.in);
    String event = payload.eventOf(body);
    try (AllowListSource source = adapters.get().allowListSource(acl.choice(dataDir.get()));
        AllowList list = LoadedAllowList.of(source)) {
      Explanation why =
          new Explainer(secret.find(dataDir.get()).stream().toList(), list, probeLabels)
              .explain(event, body, signature);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(JsonTree.text(object(why)));
      } else {
        print(why, out);
      }
      return why.status() == 200 ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private static void print(Explanation why, PrintWriter out) {
    for (Explanation.Rule rule : why.rules()) {
      out.println((rule.holds() ? "yes  " : "no   ") + rule.rule() + ": " + rule.detail());
    }
    out.println("so   the answer is " + why.status() + " " + why.answer());
    for (Explanation.Message message : why.messages()) {
      out.println(
          "     published to "
              + message.channel()
              + message.id().map(id -> ", id " + id).orElse("")
              + message.subject().map(subject -> ", subject " + subject).orElse("")
              + message.session().map(session -> ", session " + session).orElse(""));
    }
    if (why.messages().isEmpty()) {
      out.println("     nothing is published");
    }
  }

  private static ObjectNode object(Explanation why) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("status", why.status()).put("answer", why.answer());
    ArrayNode rules = out.putArray("rules");
    for (Explanation.Rule rule : why.rules()) {
      rules
          .addObject()
          .put("rule", rule.rule())
          .put("holds", rule.holds())
          .put("detail", rule.detail());
    }
    ArrayNode messages = out.putArray("messages");
    for (Explanation.Message message : why.messages()) {
      ObjectNode node = messages.addObject().put("channel", message.channel());
      message.id().ifPresent(id -> node.put("id", id));
      message.subject().ifPresent(subject -> node.put("subject", subject));
      message.session().ifPresent(session -> node.put("session", session));
    }
    return out;
  }
}
