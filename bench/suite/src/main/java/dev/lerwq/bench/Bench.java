package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code bench/run}: measures everything, or the parts that are named, and prints a table. */
public final class Bench {
  private static final List<Part> PARTS =
      List.of(
          new StartUp(),
          new Footprint(),
          new HotPath(),
          new Throughput(),
          new Dispatch(),
          new Scale());

  private Bench() {}

  public static void main(String... args) throws Exception {
    List<String> names = new ArrayList<>(List.of(args));
    boolean quick = names.remove("--quick");
    boolean write = names.remove("--write");
    List<String> known = PARTS.stream().map(Part::name).toList();
    if (!known.containsAll(names)) {
      System.err.println("bench/run [--quick] [--write] [PART...]; parts are " + known);
      System.exit(2);
    }
    StringBuilder table = new StringBuilder();
    table.append(Machine.describe(quick)).append('\n');
    for (Part part : PARTS) {
      if (names.isEmpty() || names.contains(part.name())) {
        Instant start = Instant.now();
        System.err.println("bench: " + part.title() + "...");
        table.append(rendered(part, part.run(quick)));
        System.err.printf("bench: ...%d s%n", Duration.between(start, Instant.now()).toSeconds());
      }
    }
    System.out.print(table);
    Files.writeString(App.target().resolve("bench.md"), table);
    if (write) {
      write(App.home().resolve("docs/performance.md"), table.toString());
    }
    // Whatever threads a client leaves behind.
    System.exit(0);
  }

  private static String rendered(Part part, List<Figure> figures) {
    StringBuilder out = new StringBuilder();
    out.append("### ").append(part.title()).append("\n\n");
    out.append("`bench/run ").append(part.name()).append("`\n\n");
    out.append("| what | measured | aim | bounded by |\n|---|---|---|---|\n");
    for (Figure figure : figures) {
      out.append(
          String.format(
              "| %s | %s | %s | %s |%n",
              figure.what(), figure.value(), figure.aim(), figure.bound()));
    }
    return out.append('\n').toString();
  }

  private static void write(Path page, String table) throws IOException {
    String begin = "<!-- generated: bench -->\n";
    String end = "<!-- end of generated -->";
    String text = Files.readString(page);
    int from = text.indexOf(begin) + begin.length();
    Files.writeString(
        page, text.substring(0, from) + table.strip() + "\n" + text.substring(text.indexOf(end)));
  }
}
