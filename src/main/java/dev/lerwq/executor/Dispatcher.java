package dev.lerwq.executor;

import dev.lerwq.bus.Lease;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Hands each message to the handler of its type, and refuses what nobody understands. */
final class Dispatcher {
  private static final Logger LOG = Logger.getLogger(Executor.class);
  private static final int MOST_SHOWN = 40;

  private final ExecutorSettings settings;
  private final Map<String, MessageHandler> handlers;
  private final Reporter reporter;
  private final Pulse pulse;

  Dispatcher(
      ExecutorSettings settings, List<MessageHandler> handlers, Reporter reporter, Pulse pulse) {
    this.settings = settings;
    this.handlers =
        handlers.stream().collect(Collectors.toMap(MessageHandler::type, Function.identity()));
    this.reporter = reporter;
    this.pulse = pulse;
  }

  /**
   * Has a message handled, or refuses it. A message on which a handler breaks down is given back,
   * counted, so that it cannot go round for ever.
   *
   * @param stopNow as for {@link MessageHandler#handle}
   * @param undo undoes what a handler that broke down has begun
   */
  Handled dispatch(Lease lease, CompletionStage<Void> stopNow, Undo undo)
      throws InterruptedException {
    try {
      String type = MessageCodec.typeOf(lease.message().body());
      MessageHandler handler = handlers.get(type);
      if (handler == null) {
        String shown = type.length() <= MOST_SHOWN ? type : type.substring(0, MOST_SHOWN) + "…";
        return refuse(
            lease, Executor.UNKNOWN_TYPE, "no handler for messages of type '" + shown + "'");
      }
      pulse.rest();
      return handler.handle(lease, stopNow);
    } catch (MalformedMessageException e) {
      return refuse(lease, Executor.MALFORMED, e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "%s could not be handled", lease.message());
      Timeouts timeouts = settings.timeouts();
      pulse.beatWithin(timeouts.of(Limit.SETTLE));
      var unused = Settlement.attempt(lease::abandon, timeouts.of(Limit.SETTLE), timeouts);
      undo.run();
      if (e instanceof VirtualMachineError broken) {
        throw broken;
      }
      return Handled.job(ExitCode.FAILED);
    } finally {
      pulse.beat();
    }
  }

  /** Undoes what a job has begun. */
  interface Undo {
    void run() throws InterruptedException;
  }

  private Handled refuse(Lease lease, String reason, String detail) throws InterruptedException {
    Timeouts timeouts = settings.timeouts();
    pulse.beatWithin(timeouts.of(Limit.SETTLE));
    Settlement settled =
        Settlement.attempt(
            () -> lease.deadLetter(reason, detail), timeouts.of(Limit.SETTLE), timeouts);
    String id = "message " + lease.message().id().orElse("without id") + ": ";
    if (settled.done()) {
      reporter.ok(Stage.MESSAGE_REFUSED, Duration.ZERO, id + detail);
    } else {
      reporter.failed(
          Stage.MESSAGE_REFUSED,
          Duration.ZERO,
          id + detail + ", and it stays on the bus: " + settled.detail());
    }
    return Handled.skipped();
  }
}
