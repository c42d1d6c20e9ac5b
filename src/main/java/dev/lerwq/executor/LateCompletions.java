package dev.lerwq.executor;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.message.MessageIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Completions that come, or come again, when nobody waits for them any more: each would lie on the
 * bus for a week. They are looked for for a while, in the background, more and more rarely; what is
 * still looked for is in the journal, and the next executor in this directory goes on with it.
 */
final class LateCompletions implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LateCompletions.class);

  /** Long enough to attach to a session and to be given what is there. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Bus bus;
  private final String completeQueue;
  private final Journal journal;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Reporter reporter;
  private final Clock clock = Clock.systemUTC();
  private volatile boolean closed;

  LateCompletions(
      ExecutorSettings settings, Bus bus, Journal journal, Workers workers, Reporter reporter) {
    this.bus = bus;
    this.completeQueue = settings.completeQueue();
    this.journal = journal;
    this.workers = workers;
    this.timeouts = settings.timeouts();
    this.reporter = reporter;
  }

  /**
   * The completion of one runner.
   *
   * @param from not looked for before
   * @param until given up when it is not there then
   */
  record Expected(String runner, Instant from, Instant until) {

    static void addTo(Properties out, Collection<Expected> all) {
      int i = 0;
      for (Expected each : all) {
        String prefix = "completion." + i++ + ".";
        out.setProperty(prefix + "runner", each.runner());
        out.setProperty(prefix + "from", each.from().toString());
        out.setProperty(prefix + "until", each.until().toString());
      }
    }

    /**
     * @throws java.time.DateTimeException if a time makes no sense
     */
    static List<Expected> of(Properties in) {
      List<Expected> all = new ArrayList<>();
      for (int i = 0; in.containsKey("completion." + i + ".runner"); i++) {
        String prefix = "completion." + i + ".";
        all.add(
            new Expected(
                JournalEntry.required(in, prefix + "runner"),
                Instant.parse(JournalEntry.required(in, prefix + "from")),
                Instant.parse(JournalEntry.required(in, prefix + "until"))));
      }
      return all;
    }
  }

  /** Looks for the completion of a runner of ours that nobody has heard of. Does not block. */
  void expect(String runner) {
    Instant now = clock.instant();
    add(new Expected(runner, now, now.plus(timeouts.of(Limit.LATE_COMPLETION))));
  }

  /**
   * Looks, later, whether the completion of a runner is there although it has been taken: a broker
   * that dies can lose that, and then hands out the job's message again as well, here or elsewhere.
   * Does not block.
   */
  void expectAgain(String runner) {
    Instant then = clock.instant().plus(timeouts.of(Limit.LATE_COMPLETION));
    add(new Expected(runner, then, then));
  }

  /** Goes on with what earlier executors were looking for. */
  void resume() {
    journal.expected().forEach(expected -> lookAt(expected.from(), expected, false));
  }

  private void add(Expected expected) {
    if (!timeouts.of(Limit.LATE_COMPLETION).isZero()) {
      journal.expect(expected);
      lookAt(expected.from(), expected, false);
    }
  }

  private void lookAt(Instant time, Expected expected, boolean nothingAtTheEnd) {
    Duration wait = Duration.between(clock.instant(), time);
    Duration most = timeouts.of(Limit.LATE_COMPLETION);
    // Not for hours, however long it has been looked for already, or if a clock has been set.
    Duration bounded = wait.isNegative() ? Duration.ZERO : wait.compareTo(most) > 0 ? most : wait;
    try {
      var unused = workers.after(bounded, () -> startLooking(expected, nothingAtTheEnd));
    } catch (RejectedExecutionException e) {
      LOG.debugf("the executor ends; the next one looks for %s", expected);
    }
  }

  private void startLooking(Expected expected, boolean nothingAtTheEnd) {
    var unused = workers.submit(() -> lookOnce(expected, nothingAtTheEnd));
  }

  /**
   * @param nothingAtTheEnd whether the last look found nothing when the time was over
   */
  private Void lookOnce(Expected expected, boolean nothingAtTheEnd) throws InterruptedException {
    if (closed) {
      return null;
    }
    Found found = look(expected);
    boolean nothing = found == Found.NOTHING && !clock.instant().isBefore(expected.until());
    if (found == Found.TAKEN || (nothing && nothingAtTheEnd)) {
      journal.over(expected);
    } else {
      // Who is cut off from the bus finds nothing, but knows it before the next look.
      Instant next =
          nothing ? clock.instant().plus(timeouts.of(Limit.HANDOVER)) : afterALook(expected);
      lookAt(next, expected, nothing);
    }
    return null;
  }

  /** Waits as long again as it has waited, but looks when the time is over. */
  private Instant afterALook(Expected expected) {
    Instant now = clock.instant();
    Duration waited = Duration.between(expected.from(), now);
    Duration least = timeouts.of(Limit.BACKOFF);
    Instant next = now.plus(waited.compareTo(least) < 0 ? least : waited);
    boolean pastTheEnd = now.isBefore(expected.until()) && next.isAfter(expected.until());
    return pastTheEnd ? expected.until() : next;
  }

  private enum Found {
    TAKEN,
    NOTHING,
    /** Or something else, or nothing that could be taken. */
    NOT_KNOWN
  }

  private Found look(Expected expected) throws InterruptedException {
    Source source = Source.session(completeQueue, MessageIds.runnerSession(expected.runner()));
    try {
      // A consumer that has lost its connection waits in silence and finds nothing.
      bus.check(Destination.queue(completeQueue))
          .toCompletableFuture()
          .get(timeouts.of(Limit.SETTLE).toNanos(), TimeUnit.NANOSECONDS);
      try (Consumer consumer = bus.consume(source)) {
        Optional<Lease> lease = consumer.receive(LOOK).toCompletableFuture().get();
        return lease.isPresent() ? take(expected, lease.get()) : Found.NOTHING;
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BusException.Misconfigured) {
        LOG.warnf("%s: %s", source, e.getCause().getMessage());
      } else {
        LOG.debugf("%s could not be looked into: %s", source, e.getCause());
      }
      return Found.NOT_KNOWN;
    } catch (TimeoutException | RuntimeException e) {
      LOG.debugf("%s could not be looked into: %s", source, e);
      return Found.NOT_KNOWN;
    }
  }

  private Found take(Expected expected, Lease lease) throws InterruptedException {
    CompletedJob completed = CompletedJob.in(lease.message());
    if (!completed.settle(lease, timeouts)) {
      return Found.NOT_KNOWN;
    }
    reporter.ok(
        Stage.RECOVERED,
        Duration.ZERO,
        completed
            .id()
            .map(job -> "took off the bus that " + expected.runner() + " completed job " + job)
            .orElse(completed.problem()));
    return completed.id().isPresent() ? Found.TAKEN : Found.NOT_KNOWN;
  }

  /** Looks for no more; what is still looked for stays in the journal. */
  @Override
  public void close() {
    closed = true;
  }
}
