package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Linux says of a process. */
final class Proc {
  private Proc() {}

  static long residentKb(long pid) throws IOException {
    return number(Files.readAllLines(Path.of("/proc/" + pid + "/status")), "VmRSS:");
  }

  /** What of it is pages of files, which processes share and the kernel may take back. */
  static long ofFilesKb(long pid) throws IOException {
    return number(Files.readAllLines(Path.of("/proc/" + pid + "/status")), "RssFile:");
  }

  /** Its share of memory: pages that others have mapped, too, count in part. */
  static long proportionalKb(long pid) throws IOException {
    return number(Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")), "Pss:");
  }

  /** How often each of its threads has gone to sleep of itself, by name and id. */
  static Map<String, Long> wakeUps(long pid) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        try {
          List<String> status = Files.readAllLines(thread.resolve("status"));
          String name = status.get(0).substring("Name:".length()).strip();
          counts.put(name + " " + thread.getFileName(), number(status, "voluntary_ctxt_switches:"));
        } catch (NoSuchFileException e) {
          // It has ended meanwhile, and does not count.
          continue;
        }
      }
    }
    return counts;
  }

  private static long number(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
