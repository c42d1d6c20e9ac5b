package dev.lerwq.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What a person at the terminal is asked before something is gone for good. */
final class Question {
  private static final Set<String> YES = Set.of("y", "yes");

  private Question() {}

  /** Asks; anything but a yes is a no, and so is no answer. */
  static boolean confirmed(PrintWriter err, String text) {
    err.print(text + " [y/N] ");
    err.flush();
    try {
      String answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException nobodyThere) {
      return false;
    }
  }
}
