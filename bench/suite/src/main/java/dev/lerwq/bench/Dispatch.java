package dev.lerwq.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** From the moment a webhook is sent until a parked executor has started {@code board_prepare}. */
final class Dispatch implements Part {
  private static final int WARM_UP = 20;

  @Override
  public String name() {
    return "dispatch";
  }

  @Override
  public String title() {
    return "Dispatch: webhook sent, `board_prepare` started";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    int jobs = quick ? 60 : 1000;
    Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    double first;
    try (Rig rig = new Rig(1)) {
      first = rig.dispatch().toNanos() / 1e6;
      for (int i = 0; i < WARM_UP; i++) {
        rig.dispatch();
      }
      for (int i = 0; i < jobs; i++) {
        latency.recordValue(rig.dispatch().toNanos() / 1000);
      }
    }
    Histogram disk = Disk.forcing(jobs);
    String over = " over " + jobs + " jobs, one after another";
    return List.of(
        Figure.of("median" + over, Figure.ms(latency.getValueAtPercentile(50) / 1000.0))
            .aim("10 ms")
            .bound("HTTP, fdatasync, one question to GitHub, a fork"),
        Figure.of("p99" + over, Figure.ms(latency.getValueAtPercentile(99) / 1000.0)).aim("50 ms"),
        Figure.of(
            "for comparison: an fdatasync of 4 kB on that disk: median, p99",
            Figure.ms(disk.getValueAtPercentile(50) / 1000.0)
                + ", "
                + Figure.ms(disk.getValueAtPercentile(99) / 1000.0)),
        Figure.of("the first job of both processes", Figure.ms(first)).bound("class loading"));
  }
}
