package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Takes slots out of service that are asked for by name, and answers when it is so. */
final class Departures implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Departures.class);

  /** How long an answer waits for whoever asked, who may have gone. */
  static final Duration ANSWER_LIVES = Duration.ofHours(1);

  private final Bus bus;
  private final String completeQueue;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Reporter reporter;
  private final List<NamedRequests> listeners = new ArrayList<>();
  private final Queue<CompletableFuture<Void>> answers = new ConcurrentLinkedQueue<>();

  Departures(Bus bus, ExecutorSettings settings, Workers workers, Reporter reporter) {
    this.bus = bus;
    this.completeQueue = settings.completeQueue();
    this.timeouts = settings.timeouts();
    this.workers = workers;
    this.reporter = reporter;
  }

  /** Requests for this name are for these slots. */
  void listen(String name, List<SlotRun> slots) {
    NamedRequests requests =
        new NamedRequests(
            bus, completeQueue, name, workers, timeouts, request -> leave(name, slots, request));
    listeners.add(requests);
    requests.start();
  }

  private void leave(String name, List<SlotRun> slots, Shutdown request) {
    boolean busy = slots.stream().anyMatch(SlotRun::busy);
    LOG.infof("%s: asked to leave service%s", name, busy ? ", and is at work" : "");
    // Known before the slots begin to leave, so that whoever awaits their end awaits this too.
    Answer answer = new Answer(new Resignation.Owed(request.id(), name), slots);
    answers.add(answer.given());
    slots.forEach(slot -> slot.resignation().give(Optional.of(answer.owed())));
    slots.forEach(SlotRun::leave);
    if (busy && !request.waits()) {
      give(answer, true);
    } else {
      giveWhenLeft(answer);
    }
  }

  /**
   * Answers what an earlier process of these slots has promised and was killed before it could say
   * that it is so. To be called before they start; they leave by themselves.
   */
  void resume(List<SlotRun> slots) {
    slots.stream()
        .filter(slot -> slot.resignation().owed().isPresent())
        .collect(Collectors.groupingBy(slot -> slot.resignation().owed().orElseThrow()))
        .forEach(
            (owed, leaving) -> {
              Answer answer = new Answer(owed, leaving);
              answers.add(answer.given());
              giveWhenLeft(answer);
            });
  }

  /** An answer that is owed for these slots. */
  private record Answer(Resignation.Owed owed, List<SlotRun> slots, CompletableFuture<Void> given) {
    Answer(Resignation.Owed owed, List<SlotRun> slots) {
      this(owed, slots, new CompletableFuture<>());
    }
  }

  private void giveWhenLeft(Answer answer) {
    CompletableFuture<Void> left =
        CompletableFuture.allOf(
            answer.slots().stream().map(SlotRun::ended).toArray(CompletableFuture<?>[]::new));
    var unused = left.thenRun(() -> give(answer, false));
  }

  private void give(Answer answer, boolean busy) {
    ShutdownReply reply = new ShutdownReply(answer.owed().name(), busy);
    String id = MessageIds.shutdown(answer.owed().request());
    OutboundMessage message =
        OutboundMessage.of(MessageCodec.encode(reply))
            .withId(id)
            .withSession(id)
            .withTimeToLive(ANSWER_LIVES);
    var unused =
        workers.submit(
            () -> {
              try {
                if (send(message, reply)) {
                  answer.slots().forEach(slot -> slot.resignation().answered());
                }
              } finally {
                answer.given().complete(null);
              }
              return null;
            });
  }

  private boolean send(OutboundMessage message, ShutdownReply reply) throws InterruptedException {
    Settlement sent =
        Settlement.attempt(
            () -> bus.publish(Destination.queue(completeQueue), message),
            timeouts.of(Limit.SETTLE),
            timeouts);
    String words = reply.busy() ? "leaves service after its job" : "has left service";
    if (sent.done()) {
      reporter.ok(Stage.SHUTDOWN_ANSWERED, Duration.ZERO, reply.host() + " " + words);
    } else {
      reporter.failed(
          Stage.SHUTDOWN_ANSWERED,
          Duration.ZERO,
          reply.host() + " " + words + ", but could not say so: " + sent.detail());
    }
    return sent.done();
  }

  /** Stops listening, once what has to be said has been said. */
  @Override
  public void close() {
    listeners.forEach(NamedRequests::close);
    try {
      if (!Waits.until(
          CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)),
          timeouts.of(Limit.SETTLE))) {
        LOG.warn("whoever asked for this to leave service was not told that it did");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
