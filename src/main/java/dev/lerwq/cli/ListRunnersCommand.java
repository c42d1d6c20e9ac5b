package dev.lerwq.cli;

import dev.lerwq.exit.ExitCode;
import dev.lerwq.fleet.FoundRunner;
import dev.lerwq.github.GithubException;
import dev.lerwq.json.JsonTree;
import dev.lerwq.wiring.Adapters;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code app list-runners}: every runner that the App can see. */
@Command(
    name = "list-runners",
    aliases = ListRunnersCommand.OLD_NAME,
    description = {
      "Show the self-hosted runners of every repository that the App is installed on. What cannot be",
      "asked about is named on stderr, and the rest is shown all the same."
    },
    footer = {
      "",
      "Exit codes: 0 all is shown; 1 something was left out; 2 a setting is wrong.",
      "",
      "Examples:",
      "  app list-runners --config executor.json",
      "  app list-runners --config executor.json --owner octo-org --leaked",
      "  app list-runners --config executor.json --json",
      "'app reap' takes away what --leaked shows.",
    })
final class ListRunnersCommand implements Callable<Integer>, ChecksOptions {
  /** Whoever still calls it so expects the lines that it had then. */
  static final String OLD_NAME = "list-github-runners";

  @Mixin ConfigOption config = new ConfigOption();
  @Mixin RunnerOptions runners = new RunnerOptions();

  @Option(
      names = "--status",
      paramLabel = "online|offline|busy|idle",
      description = "Only runners of this status.")
  Optional<RunnerOptions.Status> status = Optional.empty();

  @Option(
      names = "--leaked",
      description =
          "Only runners that an executor registered and that are offline and not at work: it has"
              + " probably died before it could remove them.")
  boolean leaked;

  @Option(names = "--json", description = "One JSON object a line.")
  boolean json;

  @Option(
      names = "--format",
      paramLabel = "table|legacy|json",
      description =
          "table; legacy: owner/repo id name status busy|idle labels; json: like --json. Default:"
              + " table, and legacy when called as "
              + OLD_NAME
              + ".")
  Optional<Format> format = Optional.empty();

  /** Spelled as on the command line. */
  enum Format {
    table,
    legacy,
    json
  }

  @Spec CommandSpec spec;
  @Inject Provider<Adapters> adapters;

  @Override
  public void check(Requirements requirements) {
    runners.check(requirements);
    if (json && format.filter(f -> f != Format.json).isPresent()) {
      requirements.problem("--json and --format contradict each other: keep one");
    }
  }

  @Override
  public Integer call() throws GithubException, InterruptedException {
    Requirements requirements = new Requirements(spec);
    Adapters.Github open = runners.github.open(requirements, adapters.get());
    requirements.check();
    PrintWriter out = spec.commandLine().getOut();
    Format wanted = wanted();
    List<FoundRunner> rows = new ArrayList<>();
    boolean complete =
        runners.walk(
            open,
            runners.filter(status, leaked),
            spec.commandLine(),
            found -> {
              switch (wanted) {
                case json -> out.println(JsonTree.text(RunnerLines.object(found)));
                case legacy -> out.println(RunnerLines.legacy(found));
                case table -> rows.add(found);
              }
              return !out.checkError();
            });
    RunnerLines.table(rows, Instant.now()).forEach(out::println);
    return complete ? ExitCode.OK : ExitCode.FAILED;
  }

  private Format wanted() {
    if (json) {
      return Format.json;
    }
    boolean calledAsBefore =
        spec.root().commandLine().getParseResult().originalArgs().contains(OLD_NAME);
    return format.orElse(calledAsBefore ? Format.legacy : Format.table);
  }
}
