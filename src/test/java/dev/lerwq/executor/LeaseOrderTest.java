package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Silence;
import dev.lerwq.bus.TcpRelay;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A lock that is lost: what one executor had begun has ended before another touches its board.
 *
 * <p>The scripts of the first ignore polite requests, so that they end as late as they may. The
 * second's {@code board_prepare} looks whether they are alive.
 */
class LeaseOrderTest {
  private static final String STUBBORN =
      "trap '' TERM INT; echo $$ > \"$RIG/../pid\"; touch \"$RIG/begun\";"
          + " while :; do sleep 0.05; done";
  private static final String LOOKS =
      "if kill -0 \"$(cat \"$RIG/../pid\")\" 2>/dev/null;"
          + " then echo overlap > \"$RIG/../order\"; else echo after > \"$RIG/../order\"; fi";

  @TempDir Path directory;
  private ExecutorRig first;
  private ExecutorRig second;

  /** What the first executor is at when its lock is lost. */
  private enum Work {
    PREPARING {
      @Override
      void hangs(ExecutorRig rig) {
        rig.boardPrepare(STUBBORN);
      }
    },
    RUNNING {
      @Override
      void hangs(ExecutorRig rig) {
        rig.runner(STUBBORN);
      }
    };

    abstract void hangs(ExecutorRig rig);
  }

  @BeforeEach
  void assemble() throws Exception {
    first = new ExecutorRig(Files.createDirectory(directory.resolve("first")));
    second = new ExecutorRig(Files.createDirectory(directory.resolve("second")));
    first.github.hasRunner("*", false);
    second.boardPrepare(LOOKS);
  }

  @AfterEach
  void takeApart() {
    second.close();
    first.close();
  }

  @ParameterizedTest
  @EnumSource
  void connectionThatBreaksOnTheEmbeddedBus(Work work) throws Exception {
    work.hangs(first);
    Vertx vertx = Vertx.vertx();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                BrokerSettings.of(directory.resolve("bus"), "127.0.0.1", 0, "s3cret"));
        TcpRelay relay = new TcpRelay(broker::port);
        Bus cut = bus(vertx, relay.port());
        Bus whole = bus(vertx, broker.port())) {
      Destination queue = Destination.topic("work-queue");
      whole.publish(queue, job()).toCompletableFuture().join();
      first.on(cut).start();
      await().until(() -> Files.exists(first.directory.resolve("begun")));
      second.on(whole).limit(Limit.HANDOVER, Duration.ofSeconds(3)).start();
      await().until(() -> second.stages().contains(Stage.WAITING));
      relay.cut();
      assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(directory.resolve("order")).hasContent("after");
      assertThat(first.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(first.stages()).contains(Stage.LEASE_LOST);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionThatFallsSilentOnTheEmbeddedBus(Work work) throws Exception {
    Silence silence =
        new Silence(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
    work.hangs(first);
    Vertx vertx = Vertx.vertx();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                BrokerSettings.of(directory.resolve("bus"), "127.0.0.1", 0, "s3cret")
                    .withSilence(silence.broker()));
        TcpRelay relay = new TcpRelay(broker::port);
        Bus swallowed =
            new AmqpBus(
                vertx,
                settings(relay.port())
                    .withHeartbeat(silence.holder().dividedBy(AmqpSettings.SILENT_BEATS)));
        Bus whole = bus(vertx, broker.port())) {
      whole.publish(Destination.topic("work-queue"), job()).toCompletableFuture().join();
      first.on(swallowed).start();
      await().until(() -> Files.exists(first.directory.resolve("begun")));
      CompletableFuture<Boolean> overlap = new CompletableFuture<>();
      second.onEvent =
          event -> {
            if (event.stage() == Stage.LEASE_TAKEN) {
              overlap.complete(firstIsAlive());
            }
          };
      // So that nothing but the order in which the two ends notice keeps them apart.
      second.on(whole).limit(Limit.HANDOVER, Duration.ZERO).start();
      await().until(() -> second.stages().contains(Stage.WAITING));
      relay.partition();
      assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(overlap).as("when it was handed out again").isCompletedWithValue(false);
      assertThat(directory.resolve("order")).hasContent("after");
      assertThat(first.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(first.stages()).contains(Stage.LEASE_LOST);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private boolean firstIsAlive() {
    try {
      long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
      return ProcessHandle.of(pid).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void scriptsEndWithinTheTimeThatTheBusGivesThem() {
    // SIGINT, SIGTERM, SIGKILL, with a grace between each two.
    assertThat(Limit.GRACE.byDefault().multipliedBy(2)).isLessThanOrEqualTo(Silence.USUAL.ending());
    assertThat(Limit.HANDOVER.byDefault()).isGreaterThanOrEqualTo(Silence.USUAL.ending());
  }

  @Test
  void lockThatCannotBeRenewedIsGivenUpBeforeItEnds() throws Exception {
    first.boardPrepare(STUBBORN).limit(Limit.RENEW_RETRY, Duration.ofMillis(100));
    first.bus.locksFor(Duration.ofSeconds(6));
    first.bus.fail("renew", 10_000, () -> new BusException.Unavailable("no connection"));
    first.queueJob().start();
    await().until(() -> Files.exists(first.directory.resolve("begun")));
    second.on(first.bus).start();
    assertThat(second.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(directory.resolve("order")).hasContent("after");
    assertThat(first.failures()).anyMatch(f -> f.startsWith("LEASE_LOST: its lock ends at "));
    assertThat(first.bus.settlements())
        .containsExactly(ExecutorRig.WORK + " complete githubQ-" + ExecutorRig.JOB);
  }

  @Test
  void lockIsKeptOverAnOutageThatIsShorterThanIt() throws Exception {
    first.runner("touch \"$RIG/begun\"; while [ ! -e \"$RIG/stop\" ]; do sleep 0.02; done");
    first.limit(Limit.RENEW_RETRY, Duration.ofMillis(50)).limit(Limit.RENEW, Duration.ofSeconds(1));
    first.bus.locksFor(Duration.ofSeconds(6));
    first.bus.fail("renew", 5, () -> new BusException.Unavailable("no connection"));
    first.queueJob().start();
    await().until(() -> first.bus.renewals() > 1);
    Files.createFile(first.directory.resolve("stop"));
    assertThat(first.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(first.stages()).doesNotContain(Stage.LEASE_LOST);
  }

  private static Bus bus(Vertx vertx, int port) {
    return new AmqpBus(vertx, settings(port));
  }

  private static AmqpSettings settings(int port) {
    return AmqpSettings.of(
        "127.0.0.1",
        port,
        false,
        Optional.of(new AmqpSettings.Login(EmbeddedBroker.USER, "s3cret")));
  }

  private static OutboundMessage job() {
    return OutboundMessage.of(MessageCodec.encode(ExecutorRig.job("queued", Optional.empty())))
        .withId(MessageIds.queuedJob(ExecutorRig.JOB))
        .withSubject("msr-morello");
  }
}
