package dev.lerwq.queues;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Sends dead letters back to where they came from.
 *
 * <p>The message gets a new id, since the bus may still remember the old one and drop it as a
 * duplicate. The new id is made of the old one and of the dead letter's number, so that a redrive
 * that was interrupted between sending and removing sends the same id again: at worst, on a bus
 * without a memory for ids, the message arrives twice. It starts with no attempts counted and with
 * the entity's time to live.
 */
public final class Redrive implements DeadLetters.Treatment {
  private static final Pattern EARLIER = Pattern.compile("-redrive-[0-9a-f-]+$");

  /** Service Bus takes ids of up to 128 characters. */
  private static final int LONGEST_STEM = 80;

  private final Bus bus;
  private final Source source;
  private final BiConsumer<InboundMessage, OutboundMessage> done;
  private final Output notes;

  /**
   * @param source where they were before they died
   * @param done is told of each dead letter and of what was sent in its place
   */
  public Redrive(
      Bus bus, Source source, BiConsumer<InboundMessage, OutboundMessage> done, Output notes) {
    this.bus = bus;
    this.source = source;
    this.done = done;
    this.notes = notes;
  }

  @Override
  public boolean apply(Lease lease) throws InterruptedException {
    OutboundMessage again = again(lease.message());
    Waiting.on(bus.publish(destination(), again));
    try {
      Waiting.on(lease.complete());
    } catch (BusException.LeaseLost lost) {
      notes.write(
          Drain.name(lease.message())
              + " was sent, but its dead letter stays and can be redriven a second time: "
              + lost.getMessage());
    }
    done.accept(lease.message(), again);
    return true;
  }

  /** Where they go. */
  public Destination destination() {
    return source.subscription().isPresent()
        ? Destination.topic(source.entity())
        : Destination.queue(source.entity());
  }

  /** What is sent in place of a dead letter. */
  public OutboundMessage again(InboundMessage dead) {
    OutboundMessage message = OutboundMessage.of(dead.body()).withId(freshId(dead));
    Optional<String> subject = dead.subject().or(source::subscription);
    if (subject.isPresent()) {
      message = message.withSubject(subject.get());
    }
    return dead.session().map(message::withSession).orElse(message);
  }

  private static String freshId(InboundMessage dead) {
    String stem = EARLIER.matcher(dead.id().orElse("message")).replaceFirst("");
    String unique =
        dead.sequence() > 0 ? Long.toString(dead.sequence()) : UUID.randomUUID().toString();
    return stem.substring(0, Math.min(stem.length(), LONGEST_STEM)) + "-redrive-" + unique;
  }
}
