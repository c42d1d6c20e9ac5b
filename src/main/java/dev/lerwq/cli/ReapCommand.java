package dev.lerwq.cli;

import dev.lerwq.exit.ExitCode;
import dev.lerwq.fleet.FoundRunner;
import dev.lerwq.fleet.Reaper;
import dev.lerwq.github.GithubException;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app reap}: takes away runners that executors left behind. */
@Command(
    name = "reap",
    description = {
      "Remove the registrations that executors left behind: runners named ephemeral-... that are",
      "offline, not busy, and old enough. Each is looked at again right before it is removed."
    },
    footer = {
      "",
      "Exit codes: 0 all was looked at; 1 something was left out, or not removed; 2 a setting is",
      "wrong, or nobody could be asked.",
      "",
      "Examples:",
      "  app reap --config executor.json --dry_run",
      "  app reap --config executor.json --owner octo-org --min_age 1440 --yes",
    })
final class ReapCommand implements Callable<Integer>, ChecksOptions {
  private static final int LEAST_MINUTES = 10;

  @Mixin ConfigOption config = new ConfigOption();
  @Mixin RunnerOptions runners = new RunnerOptions();

  @Option(names = "--dry_run", description = "Say what would be removed, and remove nothing.")
  boolean dryRun;

  @Option(names = "--yes", description = "Do not ask first; needed where nobody can be asked.")
  boolean yes;

  @Option(
      names = "--min_age",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description =
          "Spare what is younger, as its name tells; at least "
              + LEAST_MINUTES
              + ". Default: ${DEFAULT-VALUE}.")
  long minAge = 60;

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    runners.check(requirements);
    if (minAge < LEAST_MINUTES) {
      requirements.problem(
          "--min_age: has to be at least " + LEAST_MINUTES + ", since a runner may be starting");
    }
    if (!dryRun && !yes && !Terminal.STDIN.isOne()) {
      requirements.problem("--yes or --dry_run is needed where nobody can be asked");
    }
  }

  @Override
  public Integer call() throws GithubException, InterruptedException {
    Requirements requirements = new Requirements(spec);
    Adapters.Github open = runners.github.open(requirements, adapters.get());
    requirements.check();
    Reaper reaper =
        new Reaper(open.runners().housekeeping(), Clock.systemUTC(), Duration.ofMinutes(minAge));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<FoundRunner> leaked = new ArrayList<>();
    boolean complete =
        runners.walk(open, runners.filter(Optional.empty(), true), spec.commandLine(), leaked::add);
    leaked.removeIf(runner -> spared(runner, reaper.reasonToSpare(runner), err));
    if (dryRun || leaked.isEmpty()) {
      leaked.forEach(runner -> out.println("would reap " + RunnerLines.legacy(runner)));
      return complete ? ExitCode.OK : ExitCode.FAILED;
    }
    if (!yes && !confirmed(leaked, err)) {
      err.println("Nothing was removed.");
      return ExitCode.FAILED;
    }
    for (FoundRunner runner : leaked) {
      complete &= reap(reaper, runner, out, err);
    }
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  private static boolean spared(FoundRunner runner, Optional<String> why, PrintWriter err) {
    why.ifPresent(reason -> err.println("spared " + RunnerLines.legacy(runner) + ": " + reason));
    return why.isPresent();
  }

  private static boolean confirmed(List<FoundRunner> leaked, PrintWriter err) {
    leaked.forEach(runner -> err.println("to be removed: " + RunnerLines.legacy(runner)));
    return Question.confirmed(err, "Remove " + leaked.size() + " registrations?");
  }

  private static boolean reap(Reaper reaper, FoundRunner runner, PrintWriter out, PrintWriter err) {
    try {
      Reaper.Fate fate = reaper.reap(runner);
      if (fate instanceof Reaper.Fate.Spared spared) {
        err.println("spared " + RunnerLines.legacy(runner) + ": " + spared.why());
      } else {
        out.println("reaped " + RunnerLines.legacy(runner));
      }
      return true;
    } catch (GithubException e) {
      err.println("not removed " + RunnerLines.legacy(runner) + ": " + e.getMessage());
      return false;
    }
  }
}
