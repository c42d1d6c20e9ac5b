package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.fleet.FoundRunner;
import dev.lerwq.github.RunnerApi.Runner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a runner is written. */
final class RunnerLines {
  private RunnerLines() {}

  /** {@code owner/repo id name status busy|idle labels}, as scripts know it. */
  static String legacy(FoundRunner found) {
    Runner runner = found.runner();
    return String.join(
        " ",
        found.repository().fullName(),
        Long.toString(runner.id()),
        runner.name(),
        runner.status(),
        busy(runner),
        String.join(",", runner.labels()));
  }

  static ObjectNode object(FoundRunner found) {
    Runner runner = found.runner();
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("repository", found.repository().fullName());
    out.put("installation", found.repository().installation());
    out.put("id", runner.id());
    out.put("name", runner.name());
    out.put("os", runner.os());
    out.put("status", runner.status());
    out.put("busy", runner.busy());
    out.put("leaked", found.leaked());
    runner.labels().forEach(out.putArray("labels")::add);
    return out;
  }

  /** Columns that line up, with a head; no lines at all if there are no runners. */
  static List<String> table(List<FoundRunner> found, Instant now) {
    if (found.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("REPOSITORY", "ID", "NAME", "STATUS", "WORK", "AGE", "LABELS"));
    for (FoundRunner each : found) {
      Runner runner = each.runner();
      rows.add(
          List.of(
              each.repository().fullName(),
              Long.toString(runner.id()),
              runner.name(),
              runner.status(),
              busy(runner),
              each.age(now).map(RunnerLines::age).orElse("-"),
              String.join(",", runner.labels())));
    }
    return aligned(rows);
  }

  private static List<String> aligned(List<List<String>> rows) {
    int[] width = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(
            row -> {
              StringBuilder line = new StringBuilder();
              for (int i = 0; i < width.length; i++) {
                line.append(row.get(i)).append(" ".repeat(width[i] - row.get(i).length() + 2));
              }
              return line.toString().stripTrailing();
            })
        .toList();
  }

  private static String age(Duration age) {
    if (age.isNegative()) {
      return "0m";
    }
    return age.toDays() > 1
        ? age.toDays() + "d"
        : age.toHours() > 1 ? age.toHours() + "h" : age.toMinutes() + "m";
  }

  private static String busy(Runner runner) {
    return runner.busy() ? "busy" : "idle";
  }
}
