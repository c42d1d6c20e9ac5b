package dev.lerwq.demo;

import dev.lerwq.executor.JobEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A demo that is up: sends a job through, tells how to send more, and clears up after itself. */
public final class DemoSession implements AutoCloseable {
  private final Demo demo;
  private final Timeline timeline;
  private final Place place;
  private final Trigger trigger;
  private final Optional<GithubStandIn> standIn;
  private final Runnable stopReflector;
  private final Duration limit;

  /**
   * Where the demo is.
   *
   * @param endpoint takes webhooks
   * @param directory holds everything and is deleted in the end
   * @param secretFile holds the webhook's secret
   * @param brokerUrlFile holds the bus's URL
   */
  public record Place(URI endpoint, Path directory, Path secretFile, Path brokerUrlFile) {}

  /** What makes the webhook of one job come in. */
  @FunctionalInterface
  public interface Trigger {
    /** Returns at once or when the webhook is answered. */
    void pull() throws IOException, InterruptedException;
  }

  /**
   * @param stopReflector stops what still works with the demo's directory
   * @param limit how long a job may take
   */
  public DemoSession(
      Demo demo,
      Timeline timeline,
      Place place,
      Trigger trigger,
      Optional<GithubStandIn> standIn,
      Runnable stopReflector,
      Duration limit) {
    this.demo = demo;
    this.timeline = timeline;
    this.place = place;
    this.trigger = trigger;
    this.standIn = standIn;
    this.stopReflector = stopReflector;
    this.limit = limit;
  }

  /**
   * Sends one job through, and writes its time line.
   *
   * @param asked completes when the demo is to end before its time
   * @return whether the job went well
   */
  public boolean runOneJob(PrintWriter out, CompletableFuture<Void> asked)
      throws IOException, InterruptedException {
    timeline.add(Instant.now(), "webhook sent", Duration.ZERO, "workflow_job queued");
    trigger.pull();
    Optional<JobEvent> end = demo.awaitJob(limit, asked);
    standIn.flatMap(DemoSession::firstDelivery).ifPresent(this::noteAccepted);
    timeline.print(out);
    boolean ok = end.isPresent() && end.get().outcome() == JobEvent.Outcome.OK;
    out.println(
        end.map(event -> ok ? "The job is done." : "The job failed: " + event.detail())
            .orElse(
                asked.isDone()
                    ? "The demo was interrupted."
                    : "The job did not end within " + limit.toSeconds() + " s."));
    return ok;
  }

  private static Optional<Webhooks.Delivery> firstDelivery(GithubStandIn standIn) {
    return standIn.webhooks().deliveries().stream().findFirst();
  }

  private void noteAccepted(Webhooks.Delivery delivery) {
    timeline.add(
        delivery.at().plus(delivery.took()),
        "webhook accepted",
        delivery.took(),
        delivery.status() + " " + delivery.answer().strip());
  }

  /** Tells how to send more. */
  public void explain(PrintWriter out) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Webhooks are taken at " + place.endpoint());
    lines.add("The secret is in      " + place.secretFile());
    lines.add("The bus's URL is in   " + place.brokerUrlFile());
    Optional<Webhooks.Delivery> sample = standIn.flatMap(DemoSession::firstDelivery);
    if (sample.isPresent()) {
      Path body = place.directory().resolve("delivery.json");
      Files.write(body, sample.get().body());
      lines.addAll(curl(body));
    }
    lines.add("");
    lines.add("Ctrl-C ends the demo and deletes all of it.");
    lines.forEach(out::println);
    out.flush();
  }

  private List<String> curl(Path body) {
    return List.of(
        "",
        "To send a delivery (the same job again is dropped as a duplicate: change its id):",
        "",
        "  curl -i " + place.endpoint() + " --data-binary @" + body + " \\",
        "    -H 'Content-Type: application/json' -H 'X-GitHub-Event: workflow_job' \\",
        "    -H \"X-GitHub-Delivery: $(date +%s)\" \\",
        "    -H \"X-Hub-Signature-256: sha256=$(openssl dgst -sha256 -r -hmac \\",
        "      \"$(cat " + place.secretFile() + ")\" " + body + " | cut -d' ' -f1)\"");
  }

  /** Every step is taken, whatever becomes of the ones before: nothing may be left behind. */
  @Override
  public void close() throws IOException {
    try {
      demo.close();
    } finally {
      try {
        standIn.ifPresent(GithubStandIn::close);
      } finally {
        clearUp();
      }
    }
  }

  private void clearUp() throws IOException {
    try {
      stopReflector.run();
    } finally {
      discard(place.directory());
    }
  }

  /**
   * Deletes what a demo wrote, whether it ended in order or not.
   *
   * @throws IOException if something of it stays; names the directory
   */
  public static void discard(Path directory) throws IOException {
    try {
      Leftovers.delete(directory);
    } catch (IOException e) {
      throw new IOException("the demo left " + directory + " behind: " + e, e);
    }
  }
}
