package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  private static final String SECTION = "### ";

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
    Map<String, String> sections = new LinkedHashMap<>();
    for (Part part : PARTS) {
      if (names.isEmpty() || names.contains(part.name())) {
        Instant start = Instant.now();
        System.err.println("bench: " + part.title() + "...");
        String machine = Machine.describe(quick);
        sections.put(part.title(), rendered(part, machine, part.run(quick)));
        System.err.printf("bench: ...%d s%n", Duration.between(start, Instant.now()).toSeconds());
        if (write) {
          write(App.home().resolve("docs/performance.md"), sections);
        }
      }
    }
    String table = String.join("", sections.values());
    System.out.print(table);
    Files.writeString(App.target().resolve("bench.md"), table);
    // Whatever threads a client leaves behind.
    System.exit(0);
  }

  private static String rendered(Part part, String machine, List<Figure> figures) {
    StringBuilder out = new StringBuilder();
    out.append(SECTION).append(part.title()).append("\n\n");
    out.append("`bench/run ").append(part.name()).append("`, ").append(machine).append("\n\n");
    out.append("| what | measured | aim | bounded by |\n|---|---|---|---|\n");
    for (Figure figure : figures) {
      out.append(
          String.format(
              "| %s | %s | %s | %s |%n",
              figure.what(), figure.value(), figure.aim(), figure.bound()));
    }
    return out.append('\n').toString();
  }

  /** Replaces the sections of the parts that were measured, and leaves the others. */
  private static void write(Path page, Map<String, String> measured) throws IOException {
    String begin = "<!-- generated: bench -->\n";
    String end = "<!-- end of generated -->";
    String text = Files.readString(page);
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    Map<String, String> sections = sections(text.substring(from, to));
    sections.putAll(measured);
    String table =
        PARTS.stream()
            .map(part -> sections.getOrDefault(part.title(), ""))
            .collect(Collectors.joining());
    Files.writeString(page, text.substring(0, from) + table.strip() + "\n" + text.substring(to));
  }

  private static Map<String, String> sections(String table) {
    Map<String, String> sections = new HashMap<>();
    for (String section : List.of(table.split("(?m)^(?=" + SECTION + ")", -1))) {
      if (section.startsWith(SECTION)) {
        String title = section.substring(SECTION.length(), section.indexOf('\n'));
        sections.put(title, section.strip() + "\n\n");
      }
    }
    return sections;
  }
}
