package dev.lerwq.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Collects everything that is missing or wrong, so that it is all reported in one message. */
final class Requirements {
  private final CommandSpec command;
  private final List<String> problems;
  private final String prefix;

  Requirements(CommandSpec command) {
    this(command, new ArrayList<>(), "");
  }

  private Requirements(CommandSpec command, List<String> problems, String prefix) {
    this.command = command;
    this.problems = problems;
    this.prefix = prefix;
  }

  /** The same collection for a part whose problems begin with these words. */
  Requirements under(String words) {
    return new Requirements(command, problems, prefix + words);
  }

  /** The value, or null and a problem. The null never leaves: {@link #check()} throws first. */
  String require(String key, Optional<String> value) {
    if (value.isEmpty() || value.get().isBlank()) {
      problem("missing: " + Spelling.everywhere(key));
      return null;
    }
    return value.get();
  }

  /** The converted value, or null and the problem that the conversion names. */
  <A, B> B convert(A value, Function<A, B> conversion) {
    if (value == null) {
      return null;
    }
    try {
      return conversion.apply(value);
    } catch (IllegalArgumentException | dev.lerwq.config.ConfigException e) {
      problem(e.getMessage());
      return null;
    }
  }

  void problem(String text) {
    problems.add(prefix + text);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * @throws CommandLine.ParameterException with all problems, if there are any
   */
  void check() {
    if (!problems.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), String.join(System.lineSeparator(), problems));
    }
  }
}
