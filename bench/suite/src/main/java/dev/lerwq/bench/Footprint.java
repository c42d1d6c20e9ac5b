package dev.lerwq.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an executor costs that waits: memory after a job, and how often it wakes up. */
final class Footprint implements Part {
  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String title() {
    return "A parked executor";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    int idleSeconds = quick ? 5 : 600;
    int slots = quick ? 9 : 33;
    List<Figure> figures = new ArrayList<>();
    double one = parked(1, idleSeconds, figures);
    double many = parked(slots, Math.min(idleSeconds, 30), new ArrayList<>());
    figures.add(
        Figure.of(
                "each further slot, of " + slots,
                String.format("%.2f MB", (many - one) / (slots - 1)))
            .aim("< 3 MB"));
    return figures;
  }

  private static double parked(int slots, int seconds, List<Figure> figures)
      throws IOException, InterruptedException {
    try (Rig rig = new Rig(slots)) {
      // Every class that a job needs is loaded by a job.
      rig.dispatch();
      Thread.sleep(3000);
      Map<String, Long> before = Proc.wakeUps(rig.executorPid());
      Thread.sleep(seconds * 1000L);
      Map<String, Long> after = Proc.wakeUps(rig.executorPid());
      double resident = Proc.residentKb(rig.executorPid()) / 1024.0;
      figures.add(
          Figure.of(
                  "resident after a job and " + seconds + " idle seconds, one slot",
                  String.format(
                      "%.0f MB, of it %.0f MB of files (%.0f MB counting shared pages in part)",
                      resident,
                      Proc.ofFilesKb(rig.executorPid()) / 1024.0,
                      Proc.proportionalKb(rig.executorPid()) / 1024.0))
              .aim("80 MB")
              .bound("classes, heap, the JVM itself"));
      double all = 0;
      for (Map.Entry<String, Long> thread : after.entrySet()) {
        all += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
      }
      figures.add(
          Figure.of("wake-ups of all threads a minute", String.format("%.0f", all * 60 / seconds))
              .aim("keep-alives only")
              .bound(loudest(before, after, seconds)));
      return resident;
    }
  }

  private static String loudest(Map<String, Long> before, Map<String, Long> after, int seconds) {
    return after.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), e.getValue() - before.getOrDefault(e.getKey(), 0L)))
        .filter(e -> e.getValue() > 0)
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .limit(6)
        .map(
            e ->
                e.getKey().replaceFirst(" [0-9]+$", "")
                    + " "
                    + Math.round(e.getValue() * 60.0 / seconds))
        .collect(Collectors.joining(", "));
  }
}
