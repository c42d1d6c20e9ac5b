package dev.lerwq.bus.servicebus;

import dev.lerwq.bus.BusException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Declares a link dead that may have died without saying so: one that was silent while the broker
 * did not answer and is silent still now that it does, or one that has been silent for very long.
 */
final class Watchdog {
  private final Attachment link;
  private final Workshop workshop;
  private final Consumer<Throwable> whenDead;
  private Duration silence = Duration.ZERO;
  private boolean trouble;

  Watchdog(Attachment link, Workshop workshop, Consumer<Throwable> whenDead) {
    this.link = link;
    this.workshop = workshop;
    this.whenDead = whenDead;
  }

  void start() {
    workshop.later(workshop.timings().sounding(), this::look);
  }

  private void look() {
    if (link.isClosed()) {
      return;
    }
    silence = silence.plus(workshop.timings().sounding());
    if (link.isBusy()) {
      silence = Duration.ZERO;
      start();
      return;
    }
    var unused =
        link.sound()
            .handle(
                (answer, why) -> {
                  judge(why == null);
                  return null;
                });
  }

  private void judge(boolean answered) {
    boolean dead = answered && (trouble || silence.compareTo(workshop.timings().recycle()) >= 0);
    trouble = !answered;
    if (dead) {
      whenDead.accept(new BusException.Unavailable("the link has been silent for too long"));
    } else {
      start();
    }
  }
}
