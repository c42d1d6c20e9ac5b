package dev.lerwq.reflector;

import java.util.List;
import java.util.Locale;

/**
 * What a sender is told.
 *
 * @param status the HTTP status
 * @param outcome one word for the metrics
 * @param text one line
 */
record Reply(int status, String outcome, String text) {
  static final String BAD_SIGNATURE = "bad_signature";
  static final String MALFORMED = "malformed";
  static final String NOT_JSON = "not_json";
  private static final String BUS_UNAVAILABLE = "bus_unavailable";
  private static final String OVERLOADED = "overloaded";
  private static final String TOO_LARGE = "too_large";

  /** The outcomes of deliveries that were not taken. */
  static final List<String> FAILURES =
      List.of(BAD_SIGNATURE, MALFORMED, NOT_JSON, BUS_UNAVAILABLE, OVERLOADED, TOO_LARGE);

  static Reply of(Decision decision) {
    return new Reply(200, outcome(decision.outcome()), decision.reply());
  }

  static String outcome(Decision.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  static Reply busUnavailable() {
    return new Reply(503, BUS_UNAVAILABLE, "the bus did not accept the message; redeliver later");
  }

  static Reply overloaded() {
    return new Reply(503, OVERLOADED, "too many deliveries are in flight; redeliver later");
  }

  static Reply tooLarge() {
    return new Reply(413, TOO_LARGE, "larger than the 25 MB that GitHub sends at most");
  }
}
