package dev.lerwq.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Source;
import dev.lerwq.demo.Job;
import dev.lerwq.system.Deployment.Board;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in processes of its own, as it is deployed. */
class EndToEndIT {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path directory;

  private static void nothingIsLeft(Deployment deployment, Board... boards) throws Exception {
    Source work = Source.subscription("work-queue", "msr-morello");
    assertThat(deployment.onTheBus(work)).isEmpty();
    assertThat(deployment.onTheBus(work.ofDeadLetters())).isEmpty();
    for (Job job : deployment.github.jobs()) {
      Source completions = Source.session("work-complete", "github-" + job.runner().orElseThrow());
      assertThat(deployment.onTheBus(completions)).isEmpty();
    }
    assertThat(deployment.github.runners()).isEmpty();
    for (Board board : boards) {
      assertThat(board.workdir().resolve("settings.json")).doesNotExist();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void twoHundredJobsOnTwoExecutorsArePreparedAndRunExactlyOnce() throws Exception {
    int jobs = 200;
    try (Deployment deployment = new Deployment(directory)) {
      Board one = deployment.board("board-1");
      Board two = deployment.board("board-2");
      int metricsPort = freePort();
      Application first = one.executor("--loop", "--metrics_port=" + metricsPort);
      // As from another host: all it has is the bus's URL.
      Application second =
          two.executor(
              "--loop",
              "--github_jit",
              "--busconn=" + deployment.busUrl(),
              "--data_dir=/nonexistent");
      for (int i = 0; i < jobs; i++) {
        deployment.queueOwnJob(Duration.ofMillis(5));
      }
      await().atMost(LONG).until(() -> deployment.completed() == jobs);

      assertThat(get("http://127.0.0.1:" + metricsPort + "/metrics"))
          .contains("lerwq_executor_stage_seconds_count{host=\"board-1\",outcome=\"ok\"")
          .contains("stage=\"board_prepared\"");

      first.terminate();
      second.terminate();
      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(second.exitCode()).as(second.err()).isZero();

      assertThat(deployment.github.jobs()).allSatisfy(job -> assertThat(job.runs()).isEqualTo(1));
      assertThat(one.preparations() + two.preparations()).isEqualTo(jobs);
      assertThat(one.preparations()).isPositive();
      assertThat(two.preparations()).isPositive();
      assertThat(second.err()).contains("runner registered", ": just in time");
      nothingIsLeft(deployment, one, two);
      // queued, in_progress and completed of each job
      assertThat(deployment.drain()).hasSize(3 * jobs);
      assertThat(deployment.drain()).isEmpty();
    }
  }

  @Test
  void noJobIsLostWhenAnExecutorIsKilledInTheMiddleOfTen() throws Exception {
    int kills = 10;
    int jobsEach = 4;
    try (Deployment deployment = new Deployment(directory)) {
      Board steady = deployment.board("steady");
      Board unlucky = deployment.board("unlucky");
      Application survivor = steady.executor("--loop");
      Application victim = unlucky.executor("--loop");
      for (int i = 0; i < kills; i++) {
        for (int j = 0; j < jobsEach; j++) {
          deployment.queueOwnJob(Duration.ofMillis(300));
        }
        victim.awaitLine("lease taken");
        victim.kill();
        victim = unlucky.executor("--loop");
      }
      int jobs = kills * jobsEach;
      await().atMost(LONG).until(() -> deployment.completed() == jobs);
      survivor.terminate();
      victim.terminate();
      assertThat(survivor.exitCode()).as(survivor.err()).isZero();
      assertThat(victim.exitCode()).as(victim.err()).isZero();

      assertThat(deployment.github.jobs())
          .extracting(Job::conclusion)
          .containsOnly(java.util.Optional.of("success"));
      assertThat(deployment.onTheBus(Source.subscription("work-queue", "msr-morello"))).isEmpty();
    }
  }

  @Test
  void oneJobThenExitIsTheDefault() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      Board board = deployment.board("board-1");
      Application executor = board.executor();
      Job job = deployment.queueJob(Duration.ofMillis(5));
      assertThat(executor.exitCode()).as(executor.err()).isZero();
      assertThat(deployment.github.job(job.id()).orElseThrow().conclusion()).contains("success");
      assertThat(executor.out()).contains("board is up with cheribsd");
      nothingIsLeft(deployment, board);
    }
  }

  @Test
  void aShutdownMessageEndsTheExecutorWith42() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      Application executor = deployment.board("board-1").executor("--loop");
      Application shutdown =
          deployment.app(
              "shutdown", "--data_dir=" + deployment.dataDir, "--busqueuesub=msr-morello");
      assertThat(shutdown.exitCode()).as(shutdown.err()).isZero();
      assertThat(shutdown.out()).isEqualTo("board-1\n");
      assertThat(executor.exitCode()).as(executor.err()).isEqualTo(42);
    }
  }

  @Test
  void theReflectorLosesNothingWhenItIsKilled() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      Job waiting = deployment.queueJob(Duration.ofMillis(5));
      await()
          .until(
              () ->
                  deployment.github.webhooks().deliveries().stream()
                      .anyMatch(d -> d.status() == 200));
      deployment.reflector.kill();
      deployment.startReflector();
      // The duplicate window has survived as well.
      long first = deployment.github.webhooks().deliveries().get(0).id();
      assertThat(deployment.github.webhooks().redeliver(first)).isTrue();
      await().until(() -> deployment.github.webhooks().deliveries().size() == 2);

      List<String> queued =
          deployment.drain("--busqueue=work-queue", "--busqueuesub=msr-morello", "--max=5");
      assertThat(queued).hasSize(1);
      assertThat(queued.get(0)).contains("githubQ-" + waiting.id());
      assertThat(Files.exists(deployment.dataDir.resolve("webhook-secret"))).isTrue();
    }
  }

  @Test
  void executorsSurviveARestartOfTheBroker() throws Exception {
    try (Deployment deployment = new Deployment(directory)) {
      Application executor = deployment.board("board-1").executor("--loop");
      deployment.reflector.terminate();
      deployment.reflector.exitCode();
      deployment.startReflector();
      deployment.queueJob(Duration.ofMillis(5));
      await().atMost(LONG).until(() -> deployment.completed() == 1);
      executor.terminate();
      assertThat(executor.exitCode()).as(executor.err()).isZero();
    }
  }
}
