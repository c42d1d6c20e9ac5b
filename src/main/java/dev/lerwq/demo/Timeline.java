package dev.lerwq.demo;

import dev.lerwq.executor.JobEvent;
import dev.lerwq.executor.JobObserver;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What happened to one job, stage by stage, for a person to read. */
public final class Timeline implements JobObserver {
  private static final Map<JobEvent.Stage, String> SHOWN = new EnumMap<>(JobEvent.Stage.class);

  static {
    SHOWN.put(JobEvent.Stage.LEASE_TAKEN, "lease taken");
    SHOWN.put(JobEvent.Stage.JOB_CHECKED, "GitHub asked whether the job still waits");
    SHOWN.put(JobEvent.Stage.BOARD_PREPARED, "board prepared");
    SHOWN.put(JobEvent.Stage.TOKEN_GRANTED, "registration token granted");
    SHOWN.put(JobEvent.Stage.RUNNER_REGISTERED, "runner registered");
    SHOWN.put(JobEvent.Stage.SETTINGS_COPIED, "settings carried to the board");
    SHOWN.put(JobEvent.Stage.RUNNER_STARTED, "runner started");
    SHOWN.put(JobEvent.Stage.RUNNER_RAN, "runner ran");
    SHOWN.put(JobEvent.Stage.COMPLETION_SEEN, "completion seen");
    SHOWN.put(JobEvent.Stage.JOB_JUDGED, "GitHub asked what became of the job");
    SHOWN.put(JobEvent.Stage.SETTLED, "settled");
    SHOWN.put(JobEvent.Stage.RUNNER_REMOVED, "runner removed");
    SHOWN.put(JobEvent.Stage.LEASE_LOST, "lease lost");
    SHOWN.put(JobEvent.Stage.BUS_FAILED, "bus failed");
    SHOWN.put(JobEvent.Stage.MESSAGE_REFUSED, "message refused");
  }

  private record Line(Instant at, String what, Duration took, String note) {}

  private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> waiting = new CompletableFuture<>();
  private final CompletableFuture<JobEvent> ended = new CompletableFuture<>();

  /** Completes when the executor waits for jobs. */
  CompletableFuture<Void> executorWaits() {
    return waiting;
  }

  /** Completes with the event that ends the first job. */
  CompletableFuture<JobEvent> jobEnded() {
    return ended;
  }

  /** Adds what did not come from an executor. */
  public void add(Instant at, String what, Duration took, String note) {
    lines.add(new Line(at, what, took, note));
  }

  @Override
  public void on(JobEvent event) {
    if (event.stage() == JobEvent.Stage.WAITING) {
      waiting.complete(null);
      return;
    }
    if (event.stage() == JobEvent.Stage.JOB_ENDED) {
      ended.complete(event);
      return;
    }
    String what = SHOWN.get(event.stage());
    if (what != null) {
      String outcome =
          event.outcome() == JobEvent.Outcome.OK
              ? ""
              : event.outcome().name().toLowerCase(java.util.Locale.ROOT) + " ";
      add(event.at(), what, event.took(), outcome + event.detail());
    }
  }

  /** Writes all lines in the order in which things happened, with milliseconds since the first. */
  void print(PrintWriter out) {
    List<Line> sorted = new ArrayList<>(lines);
    sorted.sort(Comparator.comparing(Line::at));
    if (sorted.isEmpty()) {
      return;
    }
    Instant start = sorted.get(0).at();
    out.println("      ms   took  stage");
    for (Line line : sorted) {
      out.println(
          String.format(
                  "%8d %6s  %-42s %s",
                  Duration.between(start, line.at()).toMillis(),
                  line.took().isZero() ? "" : Long.toString(line.took().toMillis()),
                  line.what(),
                  line.note())
              .stripTrailing());
    }
    out.flush();
  }
}
