package dev.lerwq.cosmos.peer;

import java.util.Map;

/** What the peer does instead of its duty. */
public sealed interface Fault {

  /**
   * Answers with an error.
   *
   * @param headers such as {@code x-ms-retry-after-ms} and {@code x-ms-substatus}
   */
  record Answer(int status, Map<String, String> headers) implements Fault {
    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /** Never answers; the connection stays open until the peer closes. */
  record Silence() implements Fault {}

  /** Closes the connection without an answer. */
  record HangUp() implements Fault {}

  /** Answers 200 with a body that is not JSON. */
  record Gibberish() implements Fault {}

  static Fault answer(int status) {
    return new Answer(status, Map.of());
  }

  /** Too many requests; come back after that many milliseconds. */
  static Fault throttle(int retryAfterMillis) {
    return new Answer(
        429,
        Map.of(
            "x-ms-retry-after-ms", Integer.toString(retryAfterMillis), "x-ms-substatus", "3200"));
  }
}
