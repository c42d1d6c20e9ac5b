package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Runner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code app list-runners} and {@code app reap} against a GitHub in miniature. */
class RunnerCommandsTest {
  private static final List<String> LABELS = List.of("self-hosted", "board");
  private static final String OLD = ephemeral(Duration.ofHours(5));

  @TempDir Path directory;
  private GithubStandIn github;
  private long octo;
  private long mona;

  @BeforeEach
  void start() throws IOException {
    github = GithubStandIn.start(directory.resolve("spool"));
    octo = github.install("octo-org");
    mona = github.install("mona");
    github.addRepository(octo, "octo-org", "firmware");
    github.addRepository(octo, "octo-org", "kernel");
    github.addRepository(mona, "mona", "dotfiles");
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private static String ephemeral(Duration age) {
    return "ephemeral-host-" + Instant.now().minus(age).toEpochMilli() + "-42";
  }

  private CommandRun run(String command, String... more) throws IOException {
    Path key = directory.resolve("key.pem");
    Files.writeString(key, github.privateKey().reveal());
    List<String> line =
        new ArrayList<>(
            List.of(
                command,
                "--github_api=" + github.api(),
                "--github_appid=" + github.appId(),
                "--github_key=" + key));
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void everyRunnerIsInTheTable() throws IOException {
    github.leaveRunner("octo-org", "firmware", OLD, LABELS);
    github.leaveRunner("mona", "dotfiles", "laptop", LABELS);
    CommandRun run = run("list-runners");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("REPOSITORY +ID +NAME +STATUS +WORK +AGE +LABELS"))
        .anyMatch(
            line -> line.matches("octo-org/firmware +\\d+ +" + OLD + " +offline +idle +5h +\\S+"))
        .anyMatch(line -> line.matches("mona/dotfiles +\\d+ +laptop +offline +idle +- +\\S+"));
  }

  @Test
  void theOldNameHasTheOldLines() throws IOException {
    Runner runner = github.leaveRunner("mona", "dotfiles", "laptop", LABELS);
    String line = "mona/dotfiles " + runner.id() + " laptop offline idle self-hosted,board\n";
    assertThat(run("list-github-runners").out()).isEqualTo(line);
    assertThat(run("list-runners", "--format=legacy").out()).isEqualTo(line);
    assertThat(run("list-github-runners", "--json").out())
        .startsWith("{\"repository\":\"mona/dotfiles\"");
  }

  @Test
  void filtersNarrowWhatIsAskedAndWhatIsShown() throws IOException {
    github.leaveRunner("octo-org", "firmware", OLD, LABELS);
    github.leaveRunner("octo-org", "kernel", "other", LABELS);
    github.leaveRunner("mona", "dotfiles", "laptop", LABELS);
    assertThat(run("list-runners", "--owner=Octo-Org").out())
        .contains(OLD, "other")
        .doesNotContain("mona");
    assertThat(run("list-runners", "--repo=octo-org/KERNEL").out().lines()).hasSize(2);
    assertThat(run("list-runners", "--name=l?pt*").out().lines()).hasSize(2);
    assertThat(run("list-runners", "--status=online").out()).isEmpty();
    assertThat(run("list-runners", "--status=offline").out().lines()).hasSize(4);
    assertThat(run("list-runners", "--leaked").out()).contains(OLD).doesNotContain("other");
    int before = github.requests().size();
    run("list-runners", "--owner=mona");
    assertThat(github.requests().subList(before, github.requests().size()))
        .noneMatch(request -> request.contains("octo-org"));
  }

  @Test
  void pagesBeyondAHundredAreAllThere() throws IOException {
    for (int i = 0; i < 120; i++) {
      github.leaveRunner("octo-org", "firmware", "runner-" + i, LABELS);
      github.addRepository(mona, "mona", "repo-" + i);
    }
    assertThat(run("list-runners", "--json", "--concurrency=32").out().lines()).hasSize(120);
    assertThat(github.requests())
        .anyMatch(request -> request.contains("/repos/mona/repo-119/actions/runners"));
  }

  @Test
  void suspendedInstallationsAndVanishedRepositoriesAreNamedAndTheRestIsShown() throws IOException {
    github.leaveRunner("octo-org", "kernel", "other", LABELS);
    github.suspend(mona, true);
    github.faults().answer("repos/octo-org/firmware/actions/runners", 1, 404);
    CommandRun run = run("list-runners", "--format=legacy");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("octo-org/kernel").hasLineCount(1);
    assertThat(run.err())
        .contains("the installation on mona is suspended and was left out")
        .contains("octo-org/firmware was left out: ")
        .contains("404");
  }

  @Test
  void aRateLimitInTheMiddleLeavesOutTheRestOfThatInstallationInOneLine() throws IOException {
    for (int i = 0; i < 20; i++) {
      github.addRepository(octo, "octo-org", "repo-" + i);
    }
    github.leaveRunner("octo-org", "firmware", "first", LABELS);
    github.leaveRunner("mona", "dotfiles", "laptop", LABELS);
    github.faults().rateLimit("repos/octo-org/kernel/actions/runners", 1, Duration.ofSeconds(600));
    CommandRun run = run("list-runners", "--format=legacy", "--concurrency=1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("first", "laptop");
    assertThat(run.err().lines())
        .filteredOn(line -> line.contains("left out"))
        .singleElement()
        .asString()
        .startsWith("21 repositories of octo-org were left out, try again later: ")
        .contains("rate limited");
  }

  @Test
  void refusedCredentialsAreAConfigurationError() throws IOException {
    github.faults().answer("GET /app", 1, 401);
    CommandRun run = run("list-runners");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("github_appid and github_key");
  }

  @Test
  void onlyLeakedRunnersThatAreOldEnoughAreReaped() throws IOException {
    String young = ephemeral(Duration.ofMinutes(5));
    github.leaveRunner("octo-org", "firmware", OLD, LABELS);
    github.leaveRunner("octo-org", "firmware", young, LABELS);
    github.leaveRunner("mona", "dotfiles", "laptop", LABELS);
    CommandRun dry = run("reap", "--dry_run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(dry.out()).startsWith("would reap octo-org/firmware").hasLineCount(1);
    assertThat(github.runners()).hasSize(3);
    CommandRun real = run("reap", "--yes");
    assertThat(real.exitCode()).as(real.err()).isZero();
    assertThat(real.out()).startsWith("reaped octo-org/firmware").contains(OLD).hasLineCount(1);
    assertThat(real.err()).contains("spared").contains(young).contains("younger than 60 minutes");
    assertThat(github.runners())
        .extracting(Runner::name)
        .containsExactlyInAnyOrder(young, "laptop");
  }

  @Test
  void aRunnerThatTurnsOutToBeBusyIsSpared() throws IOException {
    github.leaveRunner("octo-org", "firmware", OLD, LABELS);
    github.faults().answer("DELETE ", 1, 422);
    CommandRun run = run("reap", "--yes");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("spared").contains("it has a job after all");
  }

  @Test
  void aRemovalThatFailsIsToldAndTheOthersGoOn() throws IOException {
    github.leaveRunner("octo-org", "firmware", OLD, LABELS);
    github.leaveRunner("mona", "dotfiles", OLD, LABELS);
    github.faults().answer("DELETE ", 1, 500);
    CommandRun run = run("reap", "--yes");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).hasLineCount(1);
    assertThat(run.err()).contains("not removed").contains("500");
  }

  @Test
  void whereNobodyCanBeAskedYesIsNeededAndTheLimitHasALimit() throws IOException {
    CommandRun run = run("reap", "--min_age=1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--min_age: has to be at least 10");
    if (!Terminal.STDIN.isOne()) {
      assertThat(run.err()).contains("--yes or --dry_run is needed");
    }
  }
}
