package dev.lerwq.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a {@link GithubStandIn} is told to do wrong. Safe for concurrent use. */
public final class Faults {
  private final List<Planned> planned = new ArrayList<>();

  /** Instead of the right answer. */
  sealed interface Fault {
    /** This answer. */
    record Status(int status, Map<String, String> headers, String message) implements Fault {}

    /** No answer at all. */
    record Silence() implements Fault {}

    /** A connection that breaks. */
    record Broken() implements Fault {}

    /** The headers and then nothing. */
    record Stall() implements Fault {}
  }

  private static final class Planned {
    private final Pattern request;
    private final Fault fault;
    private int times;

    private Planned(Pattern request, int times, Fault fault) {
      this.request = request;
      this.times = times;
      this.fault = fault;
    }
  }

  /**
   * Answers the next {@code times} requests with a status.
   *
   * @param request a regular expression, found in {@code METHOD /path?query}
   */
  public void answer(String request, int times, int status) {
    answer(request, times, status, Map.of());
  }

  /** The same, with headers besides. */
  public void answer(String request, int times, int status, Map<String, String> headers) {
    add(request, times, new Fault.Status(status, headers, "told to answer " + status));
  }

  /** The same, with headers and the message of the body besides. */
  public void answer(
      String request, int times, int status, Map<String, String> headers, String message) {
    add(request, times, new Fault.Status(status, headers, message));
  }

  /** Refuses the next {@code times} requests for the rate they come at. */
  public void rateLimit(String request, int times, Duration retryAfter) {
    answer(request, times, 429, Map.of("retry-after", Long.toString(retryAfter.toSeconds())));
  }

  /** Accepts the next {@code times} requests and never answers. */
  public void hang(String request, int times) {
    add(request, times, new Fault.Silence());
  }

  /** Accepts the next {@code times} requests and breaks the connection. */
  public void drop(String request, int times) {
    add(request, times, new Fault.Broken());
  }

  /** Sends the headers of the next {@code times} answers and never their bodies. */
  public void stall(String request, int times) {
    add(request, times, new Fault.Stall());
  }

  /** Behave again. */
  public synchronized void clear() {
    planned.clear();
  }

  private synchronized void add(String request, int times, Fault fault) {
    planned.add(new Planned(Pattern.compile(request), times, fault));
  }

  synchronized Optional<Fault> next(String request) {
    for (Iterator<Planned> all = planned.iterator(); all.hasNext(); ) {
      Planned each = all.next();
      if (each.request.matcher(request).find()) {
        each.times--;
        if (each.times <= 0) {
          all.remove();
        }
        return Optional.of(each.fault);
      }
    }
    return Optional.empty();
  }
}
