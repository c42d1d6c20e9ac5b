package dev.lerwq.queues;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import java.util.List;
import java.util.Optional;

/**
 * Takes messages from a source and writes them out. A message is removed only after it has been
 * written; one in hand when it ends otherwise is given back.
 */
public final class Drain {
  private final Bus bus;
  private final Source source;
  private final Consumer consumer;
  private final MessageFormat format;
  private final Output out;
  private final Output notes;
  private volatile boolean stopped;

  /**
   * @param out where messages go
   * @param notes where everything else goes
   */
  public Drain(Bus bus, Source source, MessageFormat format, Output out, Output notes) {
    this.bus = bus;
    this.source = source;
    this.consumer = bus.consume(source);
    this.format = format;
    this.out = out;
    this.notes = notes;
  }

  /** Ends {@link #run} after the message that is being written. From any thread. */
  public void stop() {
    stopped = true;
    consumer.close();
  }

  /**
   * Runs until a limit is reached, nobody reads any more, or it is stopped.
   *
   * @return how many messages were written and removed
   * @throws BusException if the source cannot be read, or a message that was written can perhaps
   *     not be removed
   */
  public long run(Limits limits) throws InterruptedException {
    long count = 0;
    try (consumer) {
      while (!limits.reached(count)) {
        Optional<Lease> lease = Waiting.on(consumer.receive(limits.patience()));
        if (lease.isEmpty()) {
          if (count == 0 && !stopped) {
            requireReachable();
          }
          return count;
        }
        if (stopped || !out.write(format.format(lease.get().message()))) {
          giveBack(lease.get());
          return count;
        }
        remove(lease.get());
        count++;
      }
    }
    return count;
  }

  /** A bus that is away looks like an empty queue to a consumer. */
  private void requireReachable() throws InterruptedException {
    List<InboundMessage> unused = Waiting.on(bus.peek(source, 0, 1));
  }

  private void remove(Lease lease) throws InterruptedException {
    try {
      Waiting.on(lease.complete());
    } catch (BusException.LeaseLost lost) {
      // Nothing is lost, and nothing else is to be done than to say so.
      notes.write(name(lease.message()) + " was printed and will come again: " + lost.getMessage());
    }
  }

  private void giveBack(Lease lease) throws InterruptedException {
    try {
      Waiting.on(lease.release());
    } catch (BusException | IllegalStateException closedMeanwhile) {
      // Closing the consumer gives it back too.
      notes.write(name(lease.message()) + " goes back: " + closedMeanwhile.getMessage());
    }
  }

  static String name(InboundMessage message) {
    return message
        .id()
        .map(id -> "message " + PrettyFormat.visible(id))
        .orElse("message number " + message.sequence());
  }
}
