package dev.lerwq.queues;

import java.io.PrintWriter;
import java.util.List;

/** Where results go: line by line, and each is out before the next step depends on it. */
@FunctionalInterface
public interface Output {

  /**
   * Writes one line, or several, and waits until it is out of this process.
   *
   * @return false if nobody reads any more
   */
  boolean write(String lines);

  /** Writes until all is written or nobody reads any more. */
  default void writeAll(List<String> all) {
    for (String each : all) {
      if (!write(each)) {
        return;
      }
    }
  }

  static Output to(PrintWriter out) {
    return lines -> {
      out.println(lines);
      // Flushes, and asks the stream below: a closed pipe shows up nowhere else.
      return !out.checkError();
    };
  }
}
