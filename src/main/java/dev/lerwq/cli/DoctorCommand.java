package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.EntityInspector;
import dev.lerwq.bus.Source;
import dev.lerwq.doctor.AllowListExamination;
import dev.lerwq.doctor.BusExamination;
import dev.lerwq.doctor.Doctor;
import dev.lerwq.doctor.EntityExamination;
import dev.lerwq.doctor.EntityExamination.Expected;
import dev.lerwq.doctor.EntityExamination.Role;
import dev.lerwq.doctor.Examination;
import dev.lerwq.doctor.Finding;
import dev.lerwq.doctor.GithubExamination;
import dev.lerwq.doctor.RunnerProgram;
import dev.lerwq.json.JsonTree;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app doctor}: looks over everything that the configuration names. */
@Command(
    name = "doctor",
    description = {
      "Look over everything that the given configuration names: ok, a warning or a problem in one",
      "line each, with what to do. Publishes, changes and starts nothing."
    },
    footer = {
      "",
      "Exit codes: 0 all is well; 1 there are warnings; 2 there are problems.",
      "",
      "Examples:",
      "  app doctor --config reflector.json",
      "  app doctor --config executor.json --json",
    })
final class DoctorCommand implements Callable<Integer>, ConfiguresApplication {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin EntityOptions entities = new EntityOptions();
  @Mixin PublishingOptions publishing = new PublishingOptions();
  @Mixin AclOptions acl = new AclOptions();
  @Mixin GithubOptions github = new GithubOptions();
  @Mixin ExecutorOptions executor = new ExecutorOptions();
  @Mixin WebhookSecretOptions secret = new WebhookSecretOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  /** What the log would warn of is among the findings. */
  @Override
  public Map<String, String> configuration() {
    return Map.of("quarkus.log.level", "ERROR");
  }

  @Override
  public boolean needsApplication() {
    return false;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Finding.Level worst =
        new Doctor(
                List.of(
                    examination("webhook secret", this::examineSecret),
                    examination("allow list", this::examineAllowList),
                    examination("bus", this::examineBus),
                    examination("github", this::examineGithub),
                    examination("executor", this::examineExecutor)))
            .examine(finding -> out.println(json ? object(finding) : line(finding)));
    return worst.ordinal();
  }

  private void examineSecret(Consumer<Finding> found) {
    String part = "webhook secret";
    Optional<String> known = secret.find(bus.dataDir());
    if (known.isEmpty()) {
      found.accept(Finding.ok(part, "none here; a reflector makes one when it first starts"));
    } else if (known.get().length() < 16) {
      found.accept(
          Finding.warning(part, "shorter than 16 characters; take one that cannot be guessed"));
    } else {
      found.accept(Finding.ok(part, secret.secret.isPresent() ? "is set" : "was generated"));
    }
  }

  private void examineAllowList(Consumer<Finding> found) throws Exception {
    try (AllowListSource source = adapters.get().allowListSource(acl.choice(bus.dataDir()))) {
      new AllowListExamination(source).examine(found);
    }
  }

  private void examineBus(Consumer<Finding> found) throws Exception {
    List<Destination> destinations = new ArrayList<>();
    destinations.add(
        publishing.workQueueKind == PublishingOptions.Kind.topic
            ? Destination.topic(entities.workQueue)
            : Destination.queue(entities.workQueue));
    destinations.add(Destination.queue(entities.completeQueue));
    destinations.add(Destination.queue(publishing.debugQueue));
    Optional<Source> source =
        entities.subscription.map(label -> Source.subscription(entities.workQueue, label));
    try (Bus open = adapters.get().openBus(bus.choice(), bus.dataDir())) {
      new BusExamination(open, destinations, source).examine(found);
    }
    Optional<EntityInspector> told = adapters.get().entityInspector(bus.choice());
    if (told.isPresent()) {
      try (EntityInspector inspector = told.get()) {
        new EntityExamination(inspector, expected(), entities.subscription).examine(found);
      }
    }
  }

  private List<Expected> expected() {
    boolean topic = publishing.workQueueKind == PublishingOptions.Kind.topic;
    return List.of(
        new Expected(entities.workQueue, topic ? Role.WORK_TOPIC : Role.WORK_QUEUE),
        new Expected(entities.completeQueue, Role.COMPLETIONS),
        new Expected(publishing.debugQueue, Role.DEBUG));
  }

  private void examineGithub(Consumer<Finding> found) throws Exception {
    if (github.appId.isEmpty() && github.key.isEmpty()) {
      found.accept(
          Finding.ok("github", "no App is configured; only executors and list-runners need it"));
      return;
    }
    Requirements requirements = new Requirements(spec);
    Adapters.Github open = github.open(requirements, adapters.get());
    requirements.check();
    new GithubExamination(open.app(), open.installations(), Clock.systemUTC()).examine(found);
  }

  private void examineExecutor(Consumer<Finding> found) {
    if (executor.remotecmd.isEmpty()
        && executor.githubRun.isEmpty()
        && executor.boardPrepare.isEmpty()) {
      found.accept(Finding.ok("executor", "no board is configured; only executors need one"));
      return;
    }
    Requirements requirements = new Requirements(spec);
    executor.check(requirements, entities);
    if (requirements.isEmpty()) {
      found.accept(Finding.ok("executor", "all programs are there and can be run"));
    }
    executor.githubRun.ifPresent(run -> found.accept(RunnerProgram.look(run)));
    requirements.problems().forEach(text -> found.accept(Finding.problem("executor", text)));
  }

  /** A part of the deployment that this command looks at. */
  private interface Look {
    void at(Consumer<Finding> found) throws Exception;
  }

  private static Examination examination(String part, Look look) {
    return new Examination() {
      @Override
      public String part() {
        return part;
      }

      @Override
      public void examine(Consumer<Finding> found) throws Exception {
        look.at(found);
      }
    };
  }

  private static String line(Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT);
    return level + " ".repeat(9 - level.length()) + finding.part() + ": " + finding.text();
  }

  private static String object(Finding finding) {
    return JsonTree.text(
        JsonNodeFactory.instance
            .objectNode()
            .put("level", finding.level().name().toLowerCase(Locale.ROOT))
            .put("part", finding.part())
            .put("text", finding.text()));
  }
}
