package dev.lerwq.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Parses as often as it takes to find every malformed option, where the parser by itself stops at
 * the first.
 */
final class PatientParser {
  private static final int MOST_PROBLEMS = 50;

  private final CommandLine commandLine;
  private final OptionSources sources;
  private final List<String> problems = new ArrayList<>();

  PatientParser(CommandLine commandLine, OptionSources sources) {
    this.commandLine = commandLine;
    this.sources = sources;
  }

  /**
   * @throws ParameterException if the line cannot be understood at all
   */
  ParseResult parse(List<String> args) {
    List<String> left = args;
    while (problems.size() < MOST_PROBLEMS) {
      try {
        return commandLine.parseArgs(left.toArray(String[]::new));
      } catch (ParameterException e) {
        if (!(e.getArgSpec() instanceof OptionSpec option) || e.getValue() == null) {
          throw problems.isEmpty() ? e : together(e);
        }
        String key = Spelling.key(option.longestName());
        problems.add(problem(key, e));
        sources.forget(key);
        left = without(option, left);
      }
    }
    throw together(new ParameterException(commandLine, "and more"));
  }

  private ParameterException together(ParameterException last) {
    problems.add(ErrorReports.message(last));
    return new ParameterException(
        last.getCommandLine(), String.join(System.lineSeparator(), problems));
  }

  /** What was found, one line each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  private String problem(String key, ParameterException e) {
    String value = Secrets.isSecret(key) ? "the value" : "'" + e.getValue() + "'";
    String why = e.getMessage();
    int reason = why.lastIndexOf("' is not ");
    return "malformed: "
        + Spelling.everywhere(key)
        + ": "
        + value
        + (reason < 0
            ? expected(why)
            : why.substring(reason + 1).replaceFirst("an? (int|long)$", "a whole number"))
        + sources.origin(key, e.getValue(), e.getCommandLine().getCommandName());
  }

  private static String expected(String why) {
    int from = why.indexOf("expected ");
    return from < 0 ? " cannot be used" : ": " + why.substring(from);
  }

  private static List<String> without(OptionSpec option, List<String> args) {
    List<String> left = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      boolean alone = List.of(option.names()).contains(arg);
      boolean joined =
          List.of(option.names()).stream().anyMatch(name -> arg.startsWith(name + "="));
      if (alone && option.arity().max() > 0) {
        i++;
      } else if (!alone && !joined) {
        left.add(arg);
      }
    }
    return left;
  }
}
