package dev.lerwq.cli;

import dev.lerwq.demo.DemoSession;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.wiring.Adapters;
import dev.lerwq.wiring.DemoService;
import dev.lerwq.wiring.DemoService.RealJob;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app demo}: the whole path on this machine. */
@Command(
    name = "demo",
    description = {
      "Show the whole path on this machine: an embedded broker, a reflector, an executor with sample"
          + " scripts and a stand-in for GitHub, and one job from its signed webhook to its end.",
      "With --github_appid, --github_key, --repo and --job it is the real GitHub instead: the job has"
          + " to be queued there, and the executor's scripts are the configured ones."
    },
    footer = {
      "",
      "Examples:",
      "  app demo",
      "  app demo --stay",
      "      Keeps everything up, and shows how to send more jobs.",
      "  app demo --config executor.json --repo octo-org/firmware --job 40817263512 \\",
      "      --labels self-hosted,msr-morello,cheribsd",
    })
final class DemoCommand implements Callable<Integer>, ChecksOptions, ConfiguresApplication {
  private static final Logger LOG = Logger.getLogger(DemoCommand.class);

  @Mixin ConfigOption config = new ConfigOption();
  @Mixin GithubOptions github = new GithubOptions();
  @Mixin ExecutorOptions executor = new ExecutorOptions();

  @Option(
      names = "--stay",
      description = "Stay up afterwards, and show how to send more jobs. End it with Ctrl-C.")
  boolean stay;

  @Option(
      names = "--repo",
      paramLabel = "OWNER/NAME",
      description = "With real credentials: the repository of the job.")
  Optional<String> repo = Optional.empty();

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "With real credentials: the id of a job that is queued there.")
  Optional<Long> job = Optional.empty();

  @Option(
      names = "--labels",
      paramLabel = "LABEL,...",
      split = ",",
      defaultValue = "self-hosted,demo-board,sample-os",
      description = "The job's three labels. Default: ${DEFAULT-VALUE}.")
  List<String> labels = List.of();

  @Spec CommandSpec spec;
  @Inject Instance<DemoService> service;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    if (labels.size() != 3) {
      requirements.problem("--labels: a job needs exactly three labels");
    }
    if (isReal()) {
      github.check(requirements);
      executor.check(requirements, new EntityOptions());
      requirements.require("repo", repo);
      requirements.require("job", job.map(Object::toString));
    }
  }

  @Override
  public Map<String, String> configuration() {
    Map<String, String> out = new LinkedHashMap<>(ReflectorCommand.everythingOnLoopback());
    out.put("lerwq.data_dir", newDirectory().toString());
    out.put("quarkus.log.level", "WARN");
    return out;
  }

  private boolean isReal() {
    return github.appId.isPresent() || github.key.isPresent() || job.isPresent();
  }

  /** It goes with this process, even if the process is ended before there is a session. */
  private static Path newDirectory() {
    try {
      Path directory = Files.createTempDirectory("lerwq-demo-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(directory), "demo-discard"));
      return directory;
    } catch (IOException e) {
      throw new dev.lerwq.config.ConfigException(
          "the demo needs a directory for temporary files: " + e.getMessage(), e);
    }
  }

  @Override
  public Integer call() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Signals.handle(() -> asked.complete(null), this::endNow);
    try (DemoSession session = isReal() ? realSession() : service.get().withStandIn(labels)) {
      boolean ok = session.runOneJob(spec.commandLine().getOut(), asked);
      if (!ok) {
        return asked.isDone() ? Interruption.EXIT_CODE : ExitCode.FAILED;
      }
      if (stay) {
        session.explain(spec.commandLine().getOut());
        asked.get();
      }
      return ExitCode.OK;
    }
  }

  private static void discard(Path directory) {
    try {
      DemoSession.discard(directory);
    } catch (IOException e) {
      LOG.error(e.getMessage());
    }
  }

  /** For whoever has no patience for a job that is being finished. */
  private void endNow() {
    discard(service.get().directory());
    Runtime.getRuntime().halt(Interruption.EXIT_CODE);
  }

  private DemoSession realSession() throws Exception {
    Requirements requirements = new Requirements(spec);
    var api = github.open(requirements, adapters.get());
    var settings =
        executor.settings(requirements, new EntityOptions().of(labels.get(1)), System.getenv());
    requirements.check();
    return service
        .get()
        .withGithub(
            api, settings, new RealJob(repo.orElseThrow(), job.orElseThrow(), labels, github.api));
  }
}
