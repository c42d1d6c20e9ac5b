package dev.lerwq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were made on. */
final class Machine {
  private Machine() {}

  static String describe(boolean quick) throws IOException {
    return String.format(
        "%s%s, on %d cores of %s, %.0f GB, Java %s, %s %s, load average before: %s.",
        LocalDate.now(ZoneOffset.UTC),
        quick ? ", quick" : "",
        Runtime.getRuntime().availableProcessors(),
        line("/proc/cpuinfo", "model name").replaceFirst(".*: ", ""),
        Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1e6,
        Runtime.version(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static String line(String file, String start) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(text -> text.startsWith(start))
        .findFirst()
        .orElse("unknown");
  }
}
