package dev.lerwq.executor;

import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A slot that waits for a message, and looks after its board meanwhile. While the board is prepared
 * or powered down no message is asked for: others may have it.
 */
final class Parking {
  private final ExecutorSettings settings;
  private final CompletableFuture<Void> stop;
  private final Pulse pulse;
  private final Board board;
  private final Reporter reporter;
  private final Intake intake;
  private final PowerDown powerDown;
  private final Prewarm prewarm;

  /**
   * @param stop completes when no message may be taken any more
   */
  Parking(
      ExecutorSettings settings,
      Programs programs,
      Script.Stdio stdio,
      Board board,
      Journal journal,
      CompletableFuture<Void> stop,
      Pulse pulse,
      Reporter reporter) {
    this.settings = settings;
    this.stop = stop;
    this.pulse = pulse;
    this.board = board;
    this.reporter = reporter;
    this.intake = new Intake(stop, pulse);
    this.powerDown = new PowerDown(settings, programs.boardShutdown(), stdio, journal, reporter);
    this.prewarm = new Prewarm(settings, programs.boardPrepare(), stdio, board, journal, reporter);
    var unused = stop.thenRun(powerDown::stop).thenRun(prewarm::stop);
  }

  /** Waits for a message; empty if stopped, or if the board turned out to be of no use. */
  Optional<Lease> next(Consumer consumer) throws InterruptedException, ExecutionException {
    reporter.ok(Stage.WAITING, Duration.ZERO, settings.source().toString());
    while (!stop.isDone() && !board.condemned()) {
      Duration wait = powerDown.dueIn();
      if (!board.pause().isZero()) {
        pulse.beatWithin(board.pause());
        Waits.until(stop, board.pause());
      } else if (wait.isZero()) {
        pulse.beatWithin(settings.timeouts().of(Limit.POWER_DOWN));
        powerDown.run();
        prewarm.poweredDown();
      } else if (prewarm.due()) {
        pulse.beatWithin(settings.timeouts().of(Limit.PREPARE));
        prewarm.run();
      } else {
        Optional<Lease> lease = intake.receive(consumer, wait);
        if (lease.isPresent()) {
          return lease;
        }
      }
    }
    return Optional.empty();
  }

  /** A job is over: the time without one begins anew. */
  void jobOver() {
    powerDown.jobOver();
    prewarm.jobOver();
  }
}
