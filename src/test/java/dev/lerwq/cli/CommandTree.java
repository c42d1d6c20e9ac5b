package dev.lerwq.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Every command there is, by its words: {@code list-acls}, {@code acl allow}. */
final class CommandTree {
  private CommandTree() {}

  /** Without aliases; the top is the empty string. */
  static Map<String, CommandLine> all() {
    Map<String, CommandLine> out = new LinkedHashMap<>();
    add("", new CommandLine(App.class), out);
    return out;
  }

  private static void add(String words, CommandLine command, Map<String, CommandLine> out) {
    out.put(words, command);
    command
        .getSubcommands()
        .values()
        .forEach(
            sub -> {
              String name = (words + " " + sub.getCommandName()).strip();
              if (!out.containsKey(name)) {
                add(name, sub, out);
              }
            });
  }

  /** What {@code --help} prints. */
  static String help(String words) {
    StringWriter out = new StringWriter();
    List<String> line =
        words.isEmpty() ? List.of("--help") : List.of((words + " --help").split(" ", -1));
    Invocation.understand(
        line, Map.of(), new PrintWriter(out, true), new PrintWriter(new StringWriter(), true));
    return out.toString();
  }
}
