package dev.lerwq.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.demo.Job.Outcome;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.Secret;
import dev.lerwq.github.rest.AppIdentity;
import dev.lerwq.github.rest.GithubRest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SampleScriptsTest {
  private static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");
  private static final String JOINED = String.join(",", LABELS);
  private static final String URL = "https://github.com/octo-org/hello";

  @TempDir private Path root;
  private GithubStandIn standIn;
  private WebhookSink sink;
  private RepositoryRef repository;
  private RunnerApi api;

  @BeforeEach
  void start() throws Exception {
    standIn = GithubStandIn.start(root.resolve("it's a spool"));
    sink = new WebhookSink();
    standIn.webhooks().deliverTo(sink.url(), new Secret("s"));
    long installation = standIn.install("octo-org");
    standIn.addRepository(installation, "octo-org", "hello");
    standIn.addRepository(installation, "octo-org", "other");
    repository = new RepositoryRef(installation, "octo-org", "hello");
    api =
        GithubRest.of(AppIdentity.of(standIn.appId(), standIn.privateKey()), standIn.api())
            .runners();
  }

  @AfterEach
  void stop() {
    standIn.close();
    sink.close();
  }

  private Hands board(String name) throws Exception {
    return new Hands(root, standIn.spool(), name);
  }

  private Hands.Result configure(Hands board, String runner) throws Exception {
    return board.configure(runner, JOINED, URL, api.registrationToken(repository).reveal());
  }

  private Process started(Hands board, String runner) throws Exception {
    assertThat(configure(board, runner).status()).isZero();
    assertThat(board.carrySettings().status()).isZero();
    return board.startRunner();
  }

  private Process online(Hands board, String runner) throws Exception {
    Process process = started(board, runner);
    await()
        .until(
            () -> standIn.runners().stream().anyMatch(r -> r.name().equals(runner) && r.online()));
    return process;
  }

  private Job awaitOver(long job) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> standIn.job(job).orElseThrow(), Job::isOver);
  }

  @Test
  void jobRunsFromRegistrationToRemoval() throws Exception {
    Hands board = board("board-1");
    Job job = standIn.queueJob("octo-org", "hello", LABELS);

    assertThat(board.prepare("cheribsd").status()).isZero();
    assertThat(configure(board, "ephemeral-1")).isEqualTo(new Hands.Result(0, ""));
    assertThat(board.settings()).exists();
    assertThat(board.carrySettings().status()).isZero();
    Hands.Result run = Hands.finish(board.startRunner());
    assertThat(run.output()).contains("Job " + job.id() + " completed with result: success");
    assertThat(run.status()).isZero();

    Job over = awaitOver(job.id());
    assertThat(over.conclusion()).contains("success");
    assertThat(over.runner()).contains("ephemeral-1");
    assertThat(over.runs()).isEqualTo(1);
    assertThat(board.remove().status()).isZero();
    assertThat(board.settings()).doesNotExist();
    assertThat(board.shutdown().status()).isZero();
    assertThat(board.scripts().boardLog()).containsExactly("prepare cheribsd", "shutdown");
    await()
        .untilAsserted(
            () ->
                assertThat(sink.actions(job.id()))
                    .containsExactly("queued", "in_progress", "completed"));
    WebhookSink.Received last = sink.received().get(2);
    assertThat(last.json().at("/workflow_job/runner_name").asText()).isEqualTo("ephemeral-1");
    assertThat(last.json().at("/workflow_job/runner_id").isIntegralNumber()).isTrue();
    assertThat(standIn.runners()).isEmpty();
  }

  @Test
  void watcherHearsOfEverything() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    standIn.watch(
        new Watcher() {
          @Override
          public void jobChanged(Job job, String action) {
            heard.add("job " + action);
          }

          @Override
          public void runnerChanged(Runner runner, String what) {
            heard.add(runner.name() + " " + what);
          }
        });
    Process runner = online(board("board-1"), "ephemeral-1");
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    assertThat(Hands.finish(runner).status()).isZero();
    awaitOver(job.id());
    await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .containsExactly(
                        "ephemeral-1 registered",
                        "ephemeral-1 online",
                        "job queued",
                        "job in_progress",
                        "ephemeral-1 removed",
                        "job completed"));
  }

  @Test
  void tokenOfNobodyIsRefused() throws Exception {
    Hands board = board("board-1");
    Hands.Result result = board.configure("ephemeral-1", JOINED, URL, "made-up");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.output()).contains("401").doesNotContain("made-up");
    assertThat(board.settings()).doesNotExist();
    assertThat(standIn.runners()).isEmpty();
  }

  @Test
  void tokenOfAnotherRepositoryIsRefused() throws Exception {
    RepositoryRef other = new RepositoryRef(repository.installation(), "octo-org", "other");
    String token = api.registrationToken(other).reveal();
    assertThat(board("board-1").configure("ephemeral-1", JOINED, URL, token).status()).isEqualTo(1);
  }

  @Test
  void tokenDoesNotStayInTheSpool() throws Exception {
    String token = api.registrationToken(repository).reveal();
    board("board-1").configure("ephemeral-1", JOINED, URL, token);
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as("%s", file).doesNotContain(token);
      }
    }
  }

  @Test
  void takenNameAndOddNamesAreRefused() throws Exception {
    assertThat(configure(board("board-1"), "ephemeral-1").status()).isZero();
    Hands.Result again = configure(board("board-2"), "ephemeral-1");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.output()).contains("409");
    assertThat(board("board-2").remove().output()).contains("no runner is configured here");
    assertThat(configure(board("board-2"), "../../x").status()).isEqualTo(1);
  }

  @Test
  void runnerTakesOnlyJobsThatItsLabelsMatch() throws Exception {
    Job foreign =
        standIn.queueJob("octo-org", "hello", List.of("self-hosted", "msr-morello", "linux"));
    Job elsewhere = standIn.queueJob("octo-org", "other", LABELS);
    Process runner = online(board("board-1"), "ephemeral-1");
    Job fitting = standIn.queueJob("octo-org", "hello", LABELS);
    assertThat(Hands.finish(runner).status()).isZero();
    assertThat(awaitOver(fitting.id()).runner()).contains("ephemeral-1");
    assertThat(standIn.job(foreign.id()).orElseThrow().status()).isEqualTo("queued");
    assertThat(standIn.job(elsewhere.id()).orElseThrow().status()).isEqualTo("queued");
  }

  @Test
  void boardsSideBySideRunEveryJobOnce() throws Exception {
    int boards = 4;
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < boards; i++) {
      jobs.add(
          standIn.queueJob("octo-org", "hello", LABELS, Duration.ofMillis(100), Outcome.SUCCESS));
    }
    ExecutorService threads = Executors.newFixedThreadPool(boards);
    try {
      List<Callable<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < boards; i++) {
        Hands board = board("board-" + i);
        String name = "ephemeral-" + i;
        runs.add(
            () -> {
              assertThat(configure(board, name).status()).isZero();
              assertThat(board.carrySettings().status()).isZero();
              return Hands.finish(board.startRunner()).status();
            });
      }
      for (Future<Integer> run : threads.invokeAll(runs)) {
        assertThat(run.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(jobs).extracting(job -> awaitOver(job.id()).runs()).containsOnly(1);
    assertThat(standIn.jobs()).extracting(Job::runner).doesNotHaveDuplicates();
  }

  @Test
  void cancelledJobLeavesItsRunnerWaiting() throws Exception {
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    standIn.cancelJob(job.id());
    Process runner = online(board("board-1"), "ephemeral-1");
    assertThat(standIn.job(job.id()).orElseThrow().conclusion()).contains("cancelled");
    await().during(Duration.ofMillis(300)).until(runner::isAlive);
    runner.destroy();
    assertThat(runner.waitFor(5, TimeUnit.SECONDS)).isTrue();
    // Nobody took the registration back: it leaks, and shows as offline.
    await()
        .untilAsserted(
            () ->
                assertThat(api.runners(repository, Optional.empty()))
                    .extracting(RunnerApi.Runner::status)
                    .containsExactly("offline"));
  }

  @Test
  void runnerEndsWhenItsRegistrationIsDeleted() throws Exception {
    Process runner = online(board("board-1"), "ephemeral-1");
    api.deleteRunner(repository, standIn.runners().get(0).id());
    assertThat(Hands.finish(runner).status()).isEqualTo(1);
  }

  @Test
  void busyRunnerIsShownAndCannotBeDeleted() throws Exception {
    standIn.queueJob("octo-org", "hello", LABELS, Duration.ofSeconds(30), Outcome.SUCCESS);
    Process runner = started(board("board-1"), "ephemeral-1");
    await().until(() -> api.runners(repository, Optional.empty()).get(0).busy());
    long id = standIn.runners().get(0).id();
    assertThatThrownBy(() -> api.deleteRunner(repository, id))
        .isInstanceOfSatisfying(
            GithubException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(GithubException.Kind.REJECTED));
    runner.destroyForcibly();
  }

  @Test
  void killedRunnerFailsItsJob() throws Exception {
    Job job =
        standIn.queueJob("octo-org", "hello", LABELS, Duration.ofSeconds(30), Outcome.SUCCESS);
    Process runner = started(board("board-1"), "ephemeral-1");
    await().until(() -> standIn.job(job.id()).orElseThrow().status().equals("in_progress"));
    runner.destroyForcibly();
    assertThat(awaitOver(job.id()).conclusion()).contains("failure");
  }

  @Test
  void crashedRunnerFailsItsJobAndItself() throws Exception {
    Job job = standIn.queueJob("octo-org", "hello", LABELS, Duration.ZERO, Outcome.CRASH);
    Process runner = started(board("board-1"), "ephemeral-1");
    assertThat(Hands.finish(runner).status()).isEqualTo(3);
    assertThat(awaitOver(job.id()).conclusion()).contains("failure");
  }

  @Test
  void failedJobStillEndsItsRunnerWell() throws Exception {
    Job job = standIn.queueJob("octo-org", "hello", LABELS, Duration.ZERO, Outcome.FAILURE);
    assertThat(Hands.finish(started(board("board-1"), "ephemeral-1")).status()).isZero();
    assertThat(awaitOver(job.id()).conclusion()).contains("failure");
  }

  @Test
  void gatedJobIsQueuedTwice() throws Exception {
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    standIn.gateJob(job.id());
    Process runner = online(board("board-1"), "ephemeral-1");
    await().during(Duration.ofMillis(200)).until(runner::isAlive);
    standIn.releaseJob(job.id());
    assertThat(Hands.finish(runner).status()).isZero();
    standIn.releaseJob(job.id());
    await()
        .untilAsserted(
            () ->
                assertThat(sink.actions(job.id()))
                    .containsExactly("queued", "waiting", "queued", "in_progress", "completed"));
  }

  @Test
  void jitRunnerRunsAJob() throws Exception {
    Hands board = board("board-1");
    Job job = standIn.queueJob("octo-org", "hello", LABELS);
    RunnerApi.JitRunner jit =
        api.generateJitConfig(repository, new RunnerApi.JitRequest("jit-1", 1, LABELS, "_work"));
    Process runner =
        board.start("remotecmd", "ephemeral_runner --jitconfig " + jit.config().reveal());
    assertThat(Hands.finish(runner).status()).isZero();
    assertThat(awaitOver(job.id()).runner()).contains("jit-1");
  }

  @Test
  void preparationCanBeMadeToFail() throws Exception {
    Hands board = board("board-1");
    board.scripts().preparationEndsWith(7);
    assertThat(board.prepare("cheribsd").status()).isEqualTo(7);
    board.scripts().preparationEndsWith(0);
    assertThat(board.prepare("cheribsd").status()).isZero();
    assertThat(board.scripts().boardLog()).hasSize(2);
  }

  @Test
  void removeWithoutARunnerIsNoError() throws Exception {
    assertThat(board("board-1").remove().status()).isZero();
  }

  @Test
  void settingsOfBoardsDoNotMeet() throws Exception {
    for (String name : List.of("a", "b")) {
      Hands board = board("board-" + name);
      assertThat(configure(board, "ephemeral-" + name).status()).isZero();
      assertThat(board.carrySettings().status()).isZero();
      assertThat(board.scripts().board().resolve("tmp/settings.json"))
          .content()
          .contains("ephemeral-" + name);
    }
    assertThat(board("board-a").scripts().board().resolve("tmp/settings.json"))
        .content()
        .contains("ephemeral-a");
  }
}
