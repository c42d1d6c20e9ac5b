package dev.lerwq.queues;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes out what is in a source and takes nothing. */
public final class Peek {
  private static final int PAGE = 100;

  /** Buses do not tell an onlooker of new messages, so it asks. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Bus bus;
  private final Source source;
  private final MessageFormat format;
  private final Output out;
  private final CountDownLatch stop = new CountDownLatch(1);

  public Peek(Bus bus, Source source, MessageFormat format, Output out) {
    this.bus = bus;
    this.source = source;
    this.format = format;
    this.out = out;
  }

  /** Ends {@link #run}. From any thread. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Runs until a limit is reached, nobody reads any more, or it is stopped.
   *
   * @return how many messages were written
   */
  public long run(Limits limits) throws InterruptedException {
    long count = 0;
    long after = 0;
    long lastNews = System.nanoTime();
    while (stop.getCount() > 0 && !limits.reached(count)) {
      int most = limits.max() == 0 ? PAGE : (int) Math.min(PAGE, limits.max() - count);
      List<InboundMessage> page = Waiting.on(bus.peek(source, after, most));
      for (InboundMessage message : page) {
        if (stop.getCount() == 0 || !out.write(format.format(message))) {
          return count;
        }
        count++;
        after = Math.max(after, message.sequence());
        lastNews = System.nanoTime();
      }
      if (page.isEmpty() && !pause(limits.patience().minusNanos(System.nanoTime() - lastNews))) {
        return count;
      }
    }
    return count;
  }

  /** Whether to look again. */
  private boolean pause(Duration left) throws InterruptedException {
    if (left.isNegative() || left.isZero()) {
      return false;
    }
    long millis = Math.min(PAUSE.toMillis(), Math.max(1, left.toMillis()));
    return !stop.await(millis, TimeUnit.MILLISECONDS);
  }
}
