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
    double[] bounds =
        medians(
            times,
            List.of(
                new Start(Map.of(), List.of("/bin/sh", "-c", ":")),
                new Start(Map.of(), App.java("-XX:TieredStopAtLevel=1", "-version"))));
    figures.add(
        Figure.of(
            "sh; java -version, for comparison",
            Figure.ms(bounds[0]) + "; " + Figure.ms(bounds[1])));
    compare(figures, times, "list-acls --help", "< 150 ms", "list-acls", "--help");
    compare(figures, times, "app --version", "", "--version");
    compare(figures, times, "a usage error", "", "executor", "--no-such-option");
    compare(figures, times, "list-acls of a file", "< 450 ms", "list-acls", "--acl_file=" + acl);
    App.delete(directory);
    return figures;
  }

  /**
   * With everything; without the archive; by {@code java -jar} without the launcher; and so with an
   * application that boots first, as one of this framework does.
   */
  private static void compare(
      List<Figure> figures, int times, String what, String aim, String... args) throws IOException {
    String jar = App.home().resolve("target/quarkus-app/app.jar").toString();
    List<String> plain = App.java("-jar", jar);
    plain.addAll(Arrays.asList(args));
    List<String> booting = App.java("-Dlerwq.boots-first=true", "-jar", jar);
    booting.addAll(Arrays.asList(args));
    double[] medians =
        medians(
            times,
            List.of(
                new Start(Map.of(), App.launcher(args)),
                new Start(Map.of("LERWQ_ARCHIVE", "off"), App.launcher(args)),
                new Start(Map.of(), plain),
                new Start(Map.of(), booting)));
    double now = medians[0];
    double without = medians[1];
    double bare = medians[2];
    double booted = medians[3];
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
    figures.add(
        Figure.of(
                what + ": ratio to none of the measures (" + Figure.ms(booted) + ")",
                Figure.ratio(now / booted))
            .aim("≤ 0.25x"));
  }

  private record Start(Map<String, String> environment, List<String> command) {

    double milliseconds() throws IOException {
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
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /**
   * By turns, so that whatever else the machine does is the same for all; the first is not counted.
   */
  private static double[] medians(int times, List<Start> starts) throws IOException {
    double[][] took = new double[starts.size()][times];
    for (int i = -1; i < times; i++) {
      for (int which = 0; which < took.length; which++) {
        double milliseconds = starts.get(which).milliseconds();
        if (i >= 0) {
          took[which][i] = milliseconds;
        }
      }
    }
    double[] medians = new double[took.length];
    for (int which = 0; which < took.length; which++) {
      Arrays.sort(took[which]);
      medians[which] = took[which][times / 2];
    }
    return medians;
  }
}
