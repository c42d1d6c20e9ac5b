package dev.lerwq.reflector;

import java.util.Locale;

/**
 * What a sender is told.
 *
 * @param status the HTTP status
 * @param outcome one word for the metrics
 * @param text one line
 */
record Reply(int status, String outcome, String text) {

  static Reply of(Decision decision) {
    return new Reply(200, decision.outcome().name().toLowerCase(Locale.ROOT), decision.reply());
  }

  static Reply busUnavailable() {
    return new Reply(503, "bus_unavailable", "the bus did not accept the message; redeliver later");
  }

  static Reply overloaded() {
    return new Reply(503, "overloaded", "too many deliveries are in flight; redeliver later");
  }

  static Reply tooLarge() {
    return new Reply(413, "too_large", "larger than the 25 MB that GitHub sends at most");
  }
}
