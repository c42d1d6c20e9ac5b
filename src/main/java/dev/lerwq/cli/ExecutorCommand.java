package dev.lerwq.cli;

import dev.lerwq.bus.Bus;
import dev.lerwq.executor.ExecutorSettings;
import dev.lerwq.executor.JobObserver;
import dev.lerwq.executor.Slots;
import dev.lerwq.wiring.Adapters;
import dev.lerwq.wiring.ExecutorMetrics;
import dev.lerwq.wiring.Supervisors;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app executor}: takes jobs for one board. */
@Command(
    name = "executor",
    description = {
      "Take one job from the bus, prepare the board, run a runner on it, settle.",
      "SIGTERM ends a waiting executor at once and lets a job that has begun finish; a second one"
          + " breaks it off and gives the job back."
    },
    footer = {
      "",
      "Exit codes: 0 the job is done; 1 it failed; 2 a setting is wrong; 42 taken out of service.",
      "",
      "Examples:",
      "  app executor --config executor.json",
      "  app executor --config executor.json --loop --idle 1200",
    })
final class ExecutorCommand implements Callable<Integer>, ChecksOptions, ConfiguresApplication {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin BusOptions bus = new BusOptions();
  @Mixin EntityOptions entities = new EntityOptions();
  @Mixin GithubOptions github = new GithubOptions();
  @Mixin ExecutorOptions executor = new ExecutorOptions();

  @Option(
      names = "--metrics_port",
      paramLabel = "PORT",
      description = "Serve health and metrics at this port of the loopback address. Default: not.")
  Optional<Integer> metricsPort = Optional.empty();

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;
  @Inject Instance<ExecutorMetrics> metrics;

  @Override
  public void check(Requirements requirements) {
    requirements.convert(bus, BusOptions::choice);
    github.check(requirements);
    executor.check(requirements, entities);
  }

  @Override
  public Map<String, String> configuration() {
    return metricsPort
        .map(
            port ->
                Map.of(
                    "quarkus.management.host-enabled", "true",
                    "quarkus.management.host", "127.0.0.1",
                    "quarkus.management.port", port.toString()))
        .orElse(Map.of());
  }

  @Override
  public boolean needsApplication() {
    return metricsPort.isPresent();
  }

  @Override
  public Integer call() throws InterruptedException {
    Requirements requirements = new Requirements(spec);
    Adapters.Github api = github.open(requirements, adapters.get());
    List<ExecutorSettings> settings = executor.slots(requirements, entities, System.getenv());
    requirements.check();
    JobObserver observer = metricsPort.isPresent() ? metrics.get() : JobObserver.none();
    try (Bus open = adapters.get().openBus(bus.choice(), bus.dataDir())) {
      Slots running =
          new Slots(
              executor.host(),
              settings,
              open,
              api.runners(),
              observer,
              executor.drainTimeout(),
              Supervisors.ofThisProcess());
      Signals.handle(running::stop, running::stopNow);
      return running.run();
    }
  }
}
