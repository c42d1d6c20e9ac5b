package dev.lerwq.cli;

import dev.lerwq.acl.RepositoryName;
import dev.lerwq.fleet.FoundRunner;
import dev.lerwq.fleet.RunnerFilter;
import dev.lerwq.fleet.RunnerWalk;
import dev.lerwq.github.GithubException;
import dev.lerwq.wiring.Adapters;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where to look for runners. */
final class RunnerOptions {
  private static final int MOST_AT_A_TIME = 32;

  @Mixin GithubOptions github = new GithubOptions();

  @Option(
      names = "--owner",
      paramLabel = "OWNER",
      description = "Only repositories of this user or organization.")
  Optional<String> owner = Optional.empty();

  @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "Only this repository.")
  Optional<String> repo = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "GLOB",
      description = "Only runners of such names; * stands for anything, ? for one character.")
  Optional<String> name = Optional.empty();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "How many repositories to ask about at a time, at most "
              + MOST_AT_A_TIME
              + ". Default: ${DEFAULT-VALUE}.")
  int concurrency = 8;

  void check(Requirements requirements) {
    github.check(requirements);
    repo.ifPresent(value -> requirements.convert(value, RepositoryName::parse));
    if (concurrency < 1 || concurrency > MOST_AT_A_TIME) {
      requirements.problem("--concurrency: has to be from 1 to " + MOST_AT_A_TIME);
    }
  }

  RunnerFilter filter(Optional<Status> status, boolean leaked) {
    return new RunnerFilter(
        owner, repo, status.map(wanted -> wanted.name().toLowerCase(Locale.ROOT)), name, leaked);
  }

  /** Spelled as on the command line. */
  enum Status {
    online,
    offline,
    busy,
    idle
  }

  /**
   * Walks, with progress and notes on stderr.
   *
   * @param found whether to go on
   * @return whether nothing was left out
   */
  boolean walk(
      Adapters.Github open, RunnerFilter filter, CommandLine line, Predicate<FoundRunner> found)
      throws GithubException, InterruptedException {
    ProgressLine progress = new ProgressLine(line.getErr(), Terminal.STDERR.isOne());
    boolean[] complete = {true};
    new RunnerWalk(open.installations(), open.runners(), concurrency)
        .walk(
            filter,
            new RunnerWalk.Visitor() {
              @Override
              public boolean found(FoundRunner runner) {
                progress.clear();
                return found.test(runner);
              }

              @Override
              public void leftOut(String note) {
                complete[0] = false;
                progress.clear();
                line.getErr().println(note);
              }

              @Override
              public void progress(int visited, int known) {
                progress.show(visited + " of " + known + " repositories");
              }
            });
    progress.clear();
    return complete[0];
  }
}
