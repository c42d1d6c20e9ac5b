package dev.lerwq.queues;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The dead letters of one source that pass a filter.
 *
 * <p>Buses hand out messages in their order and not by choice. So those in front of the ones that
 * are meant are held, each by a consumer of its own, and given back at the end.
 */
public final class DeadLetters {
  private static final int PAGE = 500;
  private static final int MOST_HELD = 200;

  /** Long enough for a bus that looks into several places for a message. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Bus bus;
  private final Source source;
  private final DeadLetterFilter filter;
  private final Instant now;
  private volatile boolean stopped;

  /**
   * @param source where they were before they died
   * @param now what ages are counted from
   */
  public DeadLetters(Bus bus, Source source, DeadLetterFilter filter, Instant now) {
    this.bus = bus;
    this.source = source.ofDeadLetters();
    this.filter = filter;
    this.now = now;
  }

  /** Looks, and takes nothing; oldest first. */
  public List<InboundMessage> list() throws InterruptedException {
    List<InboundMessage> found = new ArrayList<>();
    long after = 0;
    for (List<InboundMessage> page = page(after); !page.isEmpty(); page = page(after)) {
      page.stream().filter(message -> filter.matches(message, now)).forEach(found::add);
      after = page.get(page.size() - 1).sequence();
    }
    return found;
  }

  private List<InboundMessage> page(long after) throws InterruptedException {
    return Waiting.on(bus.peek(source, after, PAGE));
  }

  /** What is done with one of them. */
  @FunctionalInterface
  public interface Treatment {
    /**
     * @return false to do no more; then the lease is not settled
     */
    boolean apply(Lease lease) throws InterruptedException;
  }

  /** Ends {@link #treat} after the dead letter that is being treated. From any thread. */
  public void stop() {
    stopped = true;
  }

  public boolean isStopped() {
    return stopped;
  }

  /**
   * Treats those that pass the filter.
   *
   * @param most how many at most, which is how many there were
   * @return how many were treated; fewer if somebody else holds some, if it was stopped, or if more
   *     than 200 others are in front of them
   */
  public long treat(long most, Treatment treatment) throws InterruptedException {
    List<Consumer> open = new ArrayList<>();
    List<Lease> held = new ArrayList<>();
    long treated = 0;
    try {
      open.add(bus.consume(source));
      while (treated < most && !stopped) {
        Optional<Lease> lease = Waiting.on(open.get(open.size() - 1).receive(PATIENCE));
        if (lease.isEmpty()) {
          return treated;
        }
        if (filter.matches(lease.get().message(), now)) {
          if (!treatment.apply(lease.get())) {
            held.add(lease.get());
            return treated;
          }
          treated++;
        } else {
          held.add(lease.get());
          if (held.size() > MOST_HELD) {
            return treated;
          }
          open.add(bus.consume(source));
        }
      }
      return treated;
    } finally {
      giveBack(held, open);
    }
  }

  private static void giveBack(List<Lease> held, List<Consumer> open) throws InterruptedException {
    // Last first, so that a bus that puts them back at its head has them in order again.
    for (int i = held.size() - 1; i >= 0; i--) {
      Waiting.on(held.get(i).release().exceptionally(expired -> null));
    }
    open.forEach(Consumer::close);
  }
}
