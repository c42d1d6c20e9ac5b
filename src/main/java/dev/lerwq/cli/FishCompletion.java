package dev.lerwq.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish, which the parser's library does not write. */
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandLine top) {
    String name = top.getCommandName();
    StringBuilder out = new StringBuilder("# fish completion for " + name + "\n");
    for (CommandLine command :
        List.copyOf(top.getSubcommands().values()).stream().distinct().toList()) {
      add(out, name, "__fish_use_subcommand", command);
      addOptions(out, name, command);
      String here = "__fish_seen_subcommand_from " + command.getCommandName();
      for (CommandLine sub : command.getSubcommands().values()) {
        add(out, name, here, sub);
        addOptions(out, name, sub);
      }
    }
    return out.toString();
  }

  private static void add(StringBuilder out, String name, String where, CommandLine command) {
    out.append("complete -c ").append(name).append(" -f -n '").append(where).append("' -a ");
    out.append(command.getCommandName());
    out.append(" -d ").append(quoted(CommandGroups.summary(command))).append('\n');
  }

  private static void addOptions(StringBuilder out, String name, CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      out.append("complete -c ").append(name);
      out.append(" -n '__fish_seen_subcommand_from ").append(command.getCommandName()).append("'");
      for (String spelled : option.names()) {
        out.append(spelled.startsWith("--") ? " -l " : " -s ")
            .append(spelled.replaceFirst("-+", ""));
      }
      out.append(option.arity().max() > 0 ? " -r" : "");
      choices(option).ifPresent(words -> out.append(" -f -a ").append(quoted(words)));
      out.append(" -d ").append(quoted(firstSentence(option))).append('\n');
    }
    for (ArgSpec positional : command.getCommandSpec().positionalParameters()) {
      choices(positional)
          .ifPresent(
              words ->
                  out.append("complete -c ")
                      .append(name)
                      .append(" -f -n '__fish_seen_subcommand_from ")
                      .append(command.getCommandName())
                      .append("' -a ")
                      .append(quoted(words))
                      .append('\n'));
    }
  }

  /** The words of which one has to be given, if there are only some. */
  private static Optional<String> choices(ArgSpec argument) {
    if (argument.completionCandidates() == null) {
      return Optional.empty();
    }
    String words = String.join(" ", argument.completionCandidates());
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }

  private static String firstSentence(OptionSpec option) {
    String text = String.join(" ", option.description());
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replaceAll("\\.$", "");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
