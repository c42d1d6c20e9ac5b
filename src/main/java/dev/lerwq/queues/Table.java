package dev.lerwq.queues;

import java.util.ArrayList;
import java.util.List;

/** Rows and columns of short texts. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = List.of(header);
  }

  public void add(List<String> row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException(row.size() + " cells for " + header.size() + " columns");
    }
    rows.add(row.stream().map(PrettyFormat::visible).toList());
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** For a person: a header, and columns that line up. */
  public List<String> aligned() {
    List<List<String>> all = new ArrayList<>(List.of(header));
    all.addAll(rows);
    int[] widths = new int[header.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** For a script: cells separated by tabs, no header. */
  public List<String> separated() {
    return rows.stream().map(row -> String.join("\t", row)).toList();
  }
}
