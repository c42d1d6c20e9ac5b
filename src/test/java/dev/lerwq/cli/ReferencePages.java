package dev.lerwq.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The reference of the command line and its man pages, from the commands themselves. */
final class ReferencePages {
  private static final Path DIRECTORY = Path.of("docs/reference");

  private ReferencePages() {}

  /** What has to be in which file. */
  static Map<Path, String> all() {
    Map<Path, String> pages = new LinkedHashMap<>();
    StringBuilder markdown = new StringBuilder();
    markdown.append("# The command line\n\n<!-- Generated from the commands. To renew it:");
    markdown.append(" ./mvnw test -Dtest=ReferenceTest -Ddocs.write=true -->\n\n");
    markdown.append("An option `--a_b` may also be written `--a-b`. All options but `--config`,");
    markdown.append(
        " `--help` and `--version` can be set in a `--config`\nfile as `\"a_b\"` and in");
    markdown.append(" the environment as `LERWQ_A_B`. The command line wins over the environment,");
    markdown.append("\nthe environment over files, and later files over earlier ones.\n\n");
    markdown.append("| exit code | meaning |\n|---|---|\n| 0 | done |\n| 1 | it failed |\n");
    markdown.append("| 2 | the command line or the configuration is wrong |\n");
    markdown.append("| 42 | an executor was taken out of service; it must not be restarted |\n");
    CommandTree.all()
        .forEach(
            (words, command) -> {
              if (!words.isEmpty()) {
                markdown.append("\n").append(section(words, command.getCommandSpec()));
              }
              String page = ("app " + words).strip().replace(' ', '-');
              pages.put(
                  DIRECTORY.resolve("man").resolve(page + ".1"),
                  manPage(page, words, command.getCommandSpec()));
            });
    pages.put(DIRECTORY.resolve("cli.md"), markdown.toString());
    return pages;
  }

  private static String section(String words, CommandSpec spec) {
    StringBuilder out = new StringBuilder("## app " + words + "\n\n");
    if (spec.aliases().length > 0) {
      out.append("Also called `app ").append(String.join("`, `app ", spec.aliases()));
      out.append("`.\n\n");
    }
    out.append(String.join(" ", spec.usageMessage().description())).append("\n\n");
    out.append("| | meaning |\n|---|---|\n");
    for (ArgSpec argument : arguments(spec)) {
      out.append("| `").append(spelled(argument).replace("|", "\\|")).append("` | ");
      out.append(description(argument).replace("|", "\\|")).append(" |\n");
    }
    List<String> footer = footer(spec);
    if (!footer.isEmpty()) {
      out.append("\n```text\n").append(String.join("\n", footer)).append("\n```\n");
    }
    return out.toString();
  }

  private static String manPage(String page, String words, CommandSpec spec) {
    StringBuilder out = new StringBuilder(".\\\" Generated from the commands.\n");
    out.append(".TH ").append(roff(page).toUpperCase(Locale.ROOT));
    out.append(" 1 \"\" lerwq\n.SH NAME\n").append(roff(page)).append(" \\- ");
    out.append(roff(CommandGroups.summary(spec.commandLine()))).append("\n.SH SYNOPSIS\n");
    out.append(roff(("app " + words).strip()));
    out.append(spec.subcommands().isEmpty() ? " [OPTION]..." : " COMMAND");
    spec.positionalParameters()
        .forEach(parameter -> out.append(' ').append(roff(parameter.paramLabel())));
    out.append("\n.SH DESCRIPTION\n");
    out.append(roff(String.join(" ", spec.usageMessage().description()))).append('\n');
    if (!spec.subcommands().isEmpty()) {
      out.append(".SH COMMANDS\n");
      CommandGroups.of(spec.commandLine())
          .values()
          .forEach(group -> group.forEach(command -> out.append(entry(command))));
    }
    out.append(".SH OPTIONS\n");
    for (ArgSpec argument : arguments(spec)) {
      out.append(".TP\n.B ").append(roff(spelled(argument))).append('\n');
      out.append(roff(description(argument))).append('\n');
    }
    List<String> footer = footer(spec);
    if (!footer.isEmpty()) {
      out.append(".SH NOTES\n.nf\n");
      footer.forEach(line -> out.append(roff(line)).append('\n'));
      out.append(".fi\n");
    }
    return out.toString();
  }

  private static String entry(CommandLine command) {
    return ".TP\n.B "
        + roff(command.getCommandName())
        + "\n"
        + roff(CommandGroups.summary(command))
        + "\n";
  }

  private static List<ArgSpec> arguments(CommandSpec spec) {
    List<ArgSpec> out = new ArrayList<>(spec.positionalParameters());
    out.addAll(spec.options());
    return out;
  }

  private static String spelled(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return argument.paramLabel();
    }
    String names = String.join(", ", option.names());
    return option.arity().max() > 0 ? names + "=" + option.paramLabel() : names;
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", argument.description())
        .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
  }

  private static List<String> footer(CommandSpec spec) {
    List<String> lines = List.of(spec.usageMessage().footer());
    return lines.isEmpty() || !lines.get(0).isEmpty() ? lines : lines.subList(1, lines.size());
  }

  /** A line may not begin with a control character, and a hyphen is to be one. */
  private static String roff(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
