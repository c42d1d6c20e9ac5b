package dev.lerwq.bus.servicebus;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param publish what a publish, a settlement or any other request gets
 * @param arrival how long a message may be on its way once a receiver has asked for it
 * @param sounding how often a silent receiver is checked
 * @param recycle after this much silence a receiver is replaced unasked
 * @param firstRetry back-off after the first failure to attach
 * @param lastRetry back-off after many
 */
record Timings(
    Duration publish,
    Duration arrival,
    Duration sounding,
    Duration recycle,
    Duration firstRetry,
    Duration lastRetry) {

  static Timings standard() {
    return new Timings(
        Duration.ofSeconds(5),
        Duration.ofMillis(400),
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        Duration.ofMillis(250),
        Duration.ofSeconds(30));
  }
}
