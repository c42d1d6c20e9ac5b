package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The reflector under load, beside an endpoint of the same framework that does nothing. */
final class Throughput implements Part {
  private static final int CONNECTIONS = 256;
  private static final int USUAL = 11_000;
  private static final double MOST_BYTES = 3e9;
  private static final double BETTER = 1.03;

  private int batch;
  private int mostRounds;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public String title() {
    return "Reflector: throughput and latency";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    double seconds = quick ? 3 : 6;
    mostRounds = quick ? 5 : 14;
    List<Figure> figures = new ArrayList<>();
    for (int size : quick ? new int[] {USUAL} : new int[] {8_000, USUAL, 50_000, 200_000}) {
      compare(size, seconds, figures);
    }
    return figures;
  }

  private void compare(int size, double seconds, List<Figure> figures) throws Exception {
    String bytes = size / 1000 + " kB: ";
    double nothing;
    try (App app = doNothing()) {
      int port = Integer.parseInt(app.await("Listening on: http://127.0.0.1:(\\d+)"));
      nothing = most(port, "nothing", size, seconds);
    }
    try (ReflectorProcess reflector = ReflectorProcess.start()) {
      double most = most(reflector.port(), reflector.secret(), size, seconds);
      figures.add(
          Figure.of(bytes + "an endpoint that only reads the body", perSecond(nothing))
              .bound("HTTP, loopback, the load generator"));
      figures.add(Figure.of(bytes + "the reflector", perSecond(most)).bound("the bus"));
      figures.add(
          Figure.of(bytes + "the reflector : the endpoint", Figure.ratio(most / nothing))
              .aim("≥ 0.5x"));
      latency(reflector, bytes, size, most / 2, seconds, figures);
    }
  }

  private void latency(
      ReflectorProcess reflector,
      String bytes,
      int size,
      double rate,
      double seconds,
      List<Figure> figures)
      throws Exception {
    try (Load load = new Load(reflector.port(), CONNECTIONS)) {
      // Not counted: connections are new, and neither side has run at a fixed rate yet.
      load.atRate(deliveries(reflector, size, rate * seconds), rate, seconds);
      long before = Proc.residentKb(reflector.pid());
      Deliveries deliveries = deliveries(reflector, size, rate * 2 * seconds);
      Load.Result half = load.atRate(deliveries, rate, 2 * seconds);
      long after = Proc.residentKb(reflector.pid());
      figures.add(
          Figure.of(
                  bytes + "at " + perSecond(rate) + ", half of that: p50, p99, p99.9",
                  Figure.ms(half.ms(50))
                      + ", "
                      + Figure.ms(half.ms(99))
                      + ", "
                      + Figure.ms(half.ms(99.9)))
              .aim("p99 < 25 ms")
              .bound("the processor, collections of garbage"));
      figures.add(
          Figure.of(
              bytes + "answers other than 200; memory before and after",
              half.refused() + "; " + before / 1024 + " MB, " + after / 1024 + " MB"));
    }
  }

  private Deliveries deliveries(ReflectorProcess reflector, int size, double count)
      throws IOException {
    return Deliveries.signed(reflector.secret(), size, (int) count + 10, batch++);
  }

  /**
   * The rate of the best of several rounds. There are as many as it takes until two in a row are no
   * better than one before: compiling shares the processors with everything else, and takes longer
   * the more code there is. A quick run does not wait for all of it.
   */
  private double most(int port, String secret, int size, double seconds) throws Exception {
    double best = 0;
    int since = 0;
    try (Load load = new Load(port, CONNECTIONS)) {
      for (int round = 0; round < mostRounds && since < 2; round++) {
        int enough = (int) Math.min(Math.max(20_000, 2 * best) * seconds, MOST_BYTES / size);
        double rate =
            load.atMost(Deliveries.signed(secret, size, enough, batch++), seconds).perSecond();
        since = rate > best * BETTER ? 0 : since + 1;
        best = Math.max(best, rate);
      }
    }
    return best;
  }

  private static App doNothing() throws IOException {
    Path directory = App.target();
    return App.start(
        directory,
        Map.of(),
        App.java(
            "-Dquarkus.http.port=0",
            "-jar",
            App.home().resolve("bench/do-nothing/target/quarkus-app/quarkus-run.jar").toString()));
  }

  private static String perSecond(double rate) {
    return String.format("%,.0f/s", rate);
  }
}
