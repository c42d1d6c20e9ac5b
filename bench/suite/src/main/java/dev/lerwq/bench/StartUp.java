package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How long commands take that do next to nothing, from the shell and back. */
final class StartUp implements Part {
  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String title() {
    return "Start-up";
  }

  @Override
  public List<Figure> run(boolean quick) throws Exception {
    int times = quick ? 3 : 25;
    Path directory = App.scratch("start-up");
    Path acl =
        Files.writeString(
            directory.resolve("acl.json"),
            "{\"AllowOwner\":[{\"id\":\"1\",\"owner\":\"o\",\"label\":\"l\"}]}");
    List<Figure> figures = new ArrayList<>();
    double nothing = median(times, Map.of(), List.of("/bin/sh", "-c", ":"));
    double java = median(times, Map.of(), App.java("-XX:TieredStopAtLevel=1", "-version"));
    figures.add(
        Figure.of(
            "sh; java -version, for comparison", Figure.ms(nothing) + "; " + Figure.ms(java)));
    compare(figures, times, "list-acls --help", "< 150 ms", "list-acls", "--help");
    compare(figures, times, "app --version", "", "--version");
    compare(figures, times, "a usage error", "", "executor", "--no-such-option");
    compare(figures, times, "list-acls of a file", "< 450 ms", "list-acls", "--acl_file=" + acl);
    App.delete(directory);
    return figures;
  }

  /** With everything; without the archive; and by {@code java -jar} without the launcher. */
  private static void compare(
      List<Figure> figures, int times, String what, String aim, String... args) throws IOException {
    List<String> plain =
        App.java("-jar", App.home().resolve("target/quarkus-app/app.jar").toString());
    plain.addAll(Arrays.asList(args));
    double now = median(times, Map.of(), App.launcher(args));
    double without = median(times, Map.of("LERWQ_ARCHIVE", "off"), App.launcher(args));
    double bare = median(times, Map.of("LERWQ_ARCHIVE", "off"), plain);
    figures.add(Figure.of(what, Figure.ms(now)).aim(aim).bound("class loading, JVM start"));
    figures.add(
        Figure.of(
            what
                + ": ratio to no archive ("
                + Figure.ms(without)
                + "), to plain `java -jar` ("
                + Figure.ms(bare)
                + ")",
            Figure.ratio(now / without) + ", " + Figure.ratio(now / bare)));
  }

  private static double median(int times, Map<String, String> environment, List<String> command)
      throws IOException {
    double[] took = new double[times];
    for (int i = -1; i < times; i++) {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      long start = System.nanoTime();
      try {
        builder.start().waitFor();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (i >= 0) {
        took[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(took);
    return took[times / 2];
  }
}
