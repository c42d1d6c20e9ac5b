package dev.lerwq.cli;

import java.io.PrintWriter;

/** One line on a terminal that says how far a long walk has come. Silent elsewhere. */
final class ProgressLine {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private boolean dirty;

  ProgressLine(PrintWriter err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  void show(String text) {
    if (shown) {
      err.print(CLEAR + text);
      err.flush();
      dirty = true;
    }
  }

  /** Makes room for something that stays. */
  void clear() {
    if (dirty) {
      err.print(CLEAR);
      err.flush();
      dirty = false;
    }
  }
}
