package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers a request to leave service, and leaves. */
final class ShutdownHandler implements MessageHandler {
  private final ExecutorSettings settings;
  private final Bus bus;
  private final Reporter reporter;
  private final Resignation resignation;

  ShutdownHandler(ExecutorSettings settings, Bus bus, Reporter reporter, Resignation resignation) {
    this.settings = settings;
    this.bus = bus;
    this.reporter = reporter;
    this.resignation = resignation;
  }

  @Override
  public String type() {
    return Shutdown.TYPE;
  }

  @Override
  public Handled handle(Lease lease, CompletionStage<Void> stopNow)
      throws MalformedMessageException, InterruptedException {
    if (!(MessageCodec.decode(lease.message().body()) instanceof Shutdown request)) {
      throw new MalformedMessageException("the body is not a " + type());
    }
    if (request.host().filter(host -> !host.equals(settings.host())).isPresent()) {
      settle(lease::release);
      pause(stopNow);
      return Handled.skipped();
    }
    resignation.give(Optional.empty());
    Settlement replied = settle(() -> bus.publish(replies(), reply(request)));
    if (!replied.done()) {
      resignation.lapse();
      reporter.failed(
          Stage.SHUTDOWN_ANSWERED, Duration.ZERO, "no reply, so staying: " + replied.detail());
      settle(lease::abandon);
      return Handled.skipped();
    }
    Settlement settled = settle(lease::complete);
    reporter.ok(
        Stage.SHUTDOWN_ANSWERED,
        Duration.ZERO,
        settled.done()
            ? "leaving service"
            : "leaving service, but the request may reach another executor: " + settled.detail());
    return Handled.leave(ExitCode.SHUTDOWN);
  }

  private Destination replies() {
    return Destination.queue(settings.completeQueue());
  }

  private OutboundMessage reply(Shutdown request) {
    String id = MessageIds.shutdown(request.id());
    return OutboundMessage.of(MessageCodec.encode(new ShutdownReply(settings.host())))
        .withId(id)
        .withSession(id);
  }

  private Settlement settle(Supplier<CompletionStage<Void>> call) throws InterruptedException {
    Timeouts timeouts = settings.timeouts();
    return Settlement.attempt(call, timeouts.of(Limit.SETTLE), timeouts);
  }

  private void pause(CompletionStage<Void> stopNow) throws InterruptedException {
    // Long enough for the executor that is meant.
    Waits.until(stopNow.toCompletableFuture().copy(), settings.timeouts().of(Limit.NOT_OURS));
  }
}
