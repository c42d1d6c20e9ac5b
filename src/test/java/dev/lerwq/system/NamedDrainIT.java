package dev.lerwq.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.demo.Job;
import dev.lerwq.servicebus.peer.ServiceBusPeer;
import dev.lerwq.system.Deployment.Board;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code shutdown --host} on Service Bus; {@link SlotsIT} does it on the embedded bus. */
class NamedDrainIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String COMPLETIONS = "work-complete";

  @TempDir Path directory;
  private final ServiceBusPeer bus = Deployment.namespace();
  private Deployment deployment;
  private Path go;

  @BeforeEach
  void assemble() throws Exception {
    deployment = new Deployment(directory, bus);
    go = directory.resolve("go");
  }

  @AfterEach
  void takeApart() {
    deployment.close();
    bus.close();
  }

  @Test
  void aParkedSlotLeavesByItsNameAndABusyOneAfterItsJob() throws Exception {
    Board a = deployment.board("rack-a");
    Board b = deployment.board("rack-b");
    b.holdUntil(go);
    Application executor = deployment.app("executor", "--config", deployment.slots("rack", a, b));
    executor.awaitLine("rack-a: waiting: ");
    executor.awaitLine("rack-b: waiting: ");

    Application parked = shutdown("--host=rack-a");
    assertThat(parked.exitCode()).as(parked.err()).isZero();
    assertThat(parked.out()).isEqualTo("rack-a\n");
    assertThat(parked.err()).doesNotContain("It has a job");

    Job job = deployment.queueOwnJob(Duration.ofMillis(5));
    executor.awaitLine("rack-b: .*lease taken");
    Application busy = shutdown("--host=rack-b");
    assertThat(busy.exitCode()).as(busy.err()).isZero();
    assertThat(busy.out()).isEqualTo("rack-b\n");
    assertThat(busy.err()).contains("It has a job, and leaves when that is finished.");
    assertThat(executor.alive()).isTrue();

    Files.createFile(go);
    assertThat(executor.exitCode()).as(executor.err()).isEqualTo(42);
    assertThat(deployment.github.job(job.id()).orElseThrow().runner().orElseThrow())
        .startsWith("ephemeral-rack-b-");
    assertThat(a.preparations()).isZero();
    nothingIsLeft();
  }

  @Test
  void whoWaitsIsAnsweredWhenTheJobIsOver() throws Exception {
    Board board = deployment.board("board-1");
    board.holdUntil(go);
    Application executor = board.executor("--loop");
    deployment.queueOwnJob(Duration.ofMillis(5));
    executor.awaitLine("lease taken");

    Application waits = shutdown("--host=board-1", "--wait", "--timeout=100");
    executor.awaitLine("board-1: asked to leave service, and is at work");
    assertThat(waits.out()).isEmpty();
    Files.createFile(go);
    assertThat(waits.exitCode()).as(waits.err()).isZero();
    assertThat(deployment.completed()).as("before the answer").isEqualTo(1);
    assertThat(waits.out()).isEqualTo("board-1\n");
    assertThat(waits.err()).doesNotContain("It has a job");
    assertThat(executor.exitCode()).as(executor.err()).isEqualTo(42);
    nothingIsLeft();
  }

  @Test
  void whoHasSaidYesAndIsKilledStaysOutUntilSomebodyStartsIt() throws Exception {
    Board board = deployment.board("board-1");
    board.holdUntil(go);
    Application executor = board.executor();
    deployment.queueOwnJob(Duration.ofMillis(5));
    executor.awaitLine("lease taken");
    Application busy = shutdown("--host=board-1");
    assertThat(busy.exitCode()).as(busy.err()).isZero();
    executor.kill();

    Application restarted = board.launch();
    assertThat(restarted.exitCode()).as(restarted.err()).isEqualTo(42);
    assertThat(restarted.err())
        .contains("undone what was left of job")
        .contains("board-1: stays out of service, as an earlier process had promised")
        .doesNotContain(": waiting: ");
    assertThat(board.workdir()).isEmptyDirectory();
    Files.createFile(go);
    assertThat(board.executor().alive()).isTrue();
  }

  @Test
  void aRequestForANameThatNobodyHasIsWithdrawnAndTakesNobodyOutOfServiceLater() throws Exception {
    Application other = deployment.board("board-1").executor();

    Application nobody = shutdown("--host=board-2", "--timeout=1");
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.out()).isEmpty();
    assertThat(nobody.err()).contains("No executor called board-2 has answered; it is withdrawn.");
    assertThat(other.alive()).isTrue();
    other.terminate();
    other.exitCode();

    Application late = deployment.board("board-2").executor();
    deployment.queueOwnJob(Duration.ofMillis(5));
    assertThat(late.exitCode()).as(late.err()).isZero();
    assertThat(late.err()).doesNotContain("asked to leave service");
    nothingIsLeft();
  }

  private Application shutdown(String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "shutdown";
    args[1] = deployment.whichBus();
    System.arraycopy(options, 0, args, 2, options.length);
    return deployment.app(args);
  }

  private void nothingIsLeft() {
    assertThat(deployment.github.runners()).isEmpty();
    await().atMost(LONG).until(() -> bus.depth(COMPLETIONS) == 0);
    assertThat(bus.depth("work-queue/subscriptions/msr-morello")).isZero();
  }
}
