package dev.lerwq.queues;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Lease;

/** Removes dead letters for good, each after it was written out. */
public final class Purge implements DeadLetters.Treatment {
  private final MessageFormat format;
  private final Output out;
  private final Output notes;

  public Purge(MessageFormat format, Output out, Output notes) {
    this.format = format;
    this.out = out;
    this.notes = notes;
  }

  @Override
  public boolean apply(Lease lease) throws InterruptedException {
    if (!out.write(format.format(lease.message()))) {
      return false;
    }
    try {
      Waiting.on(lease.complete());
    } catch (BusException.LeaseLost lost) {
      notes.write(Drain.name(lease.message()) + " stays: " + lost.getMessage());
    }
    return true;
  }
}
