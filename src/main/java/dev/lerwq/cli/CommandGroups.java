package dev.lerwq.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The commands in the top-level help, by what a person wants to do. */
final class CommandGroups implements IHelpSectionRenderer {
  private static final Set<String> RUN = Set.of("demo", "reflector", "executor");
  private static final Set<String> REPAIR =
      Set.of("acl", "dead-letters", "reap", "send", "shutdown");

  /** By heading; every command is in one of the groups. */
  static Map<String, List<CommandLine>> of(CommandLine top) {
    Map<String, List<CommandLine>> groups = new LinkedHashMap<>();
    for (String heading : List.of("Run", "Look", "Change and repair")) {
      groups.put(heading, new ArrayList<>());
    }
    boolean nested = top.getParent() != null;
    if (nested) {
      groups.put("Commands", new ArrayList<>());
    }
    for (CommandLine command : top.getSubcommands().values()) {
      List<CommandLine> group = groups.get(nested ? "Commands" : heading(command.getCommandName()));
      if (!group.contains(command)) {
        group.add(command);
      }
    }
    groups.values().removeIf(List::isEmpty);
    return groups;
  }

  private static String heading(String command) {
    return RUN.contains(command) ? "Run" : REPAIR.contains(command) ? "Change and repair" : "Look";
  }

  @Override
  public String render(Help help) {
    if (help.commandSpec().subcommands().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    of(help.commandSpec().commandLine())
        .forEach(
            (heading, commands) -> {
              out.append(String.format("%n%s:%n", heading));
              for (CommandLine command : commands) {
                out.append(
                    String.format("  %-14s  %s%n", command.getCommandName(), summary(command)));
              }
            });
    return out.toString();
  }

  /** What comes before the first full stop or colon of a command's description. */
  static String summary(CommandLine command) {
    String text = String.join(" ", command.getCommandSpec().usageMessage().description());
    return text.replaceFirst("[.:] .*", "").replaceFirst("[.:]$", "");
  }
}
