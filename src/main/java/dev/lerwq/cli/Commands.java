package dev.lerwq.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The parser's model of the commands. Looking at all of them takes longer than most commands run,
 * so a line that names its command is parsed by a model of that one.
 *
 * <p>Picocli's interfaces are implemented by classes here, not by lambdas, and those classes have
 * no lambdas: picocli's class files are of a version of which a class-data archive cannot hold any.
 */
final class Commands {
  private Commands() {}

  /** All of them. */
  static CommandLine all(IFactory factory) {
    return configured(new CommandLine(App.class, factory));
  }

  /** The one that the line begins with; all, if it begins with something else. */
  static CommandLine of(List<String> args, IFactory factory) {
    // Not by a stream: to link that takes as long as to read the annotations of three commands.
    Optional<Class<?>> named = args.isEmpty() ? Optional.empty() : named(args.get(0));
    if (named.isEmpty()) {
      return all(factory);
    }
    CommandLine top = new CommandLine(Top.class, factory);
    top.addSubcommand(new CommandLine(named.get(), factory));
    return configured(top);
  }

  private static Optional<Class<?>> named(String name) {
    for (Class<?> type : likelyFirst(name)) {
      Command command = type.getAnnotation(Command.class);
      if (command.name().equals(name) || List.of(command.aliases()).contains(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The class called as its command comes first: to find a name by reading everybody's annotations
   * takes as long as to parse the line.
   */
  private static List<Class<?>> likelyFirst(String name) {
    String expected = name.replace("-", "") + "Command";
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type : App.class.getAnnotation(Command.class).subcommands()) {
      types.add(type.getSimpleName().equalsIgnoreCase(expected) ? 0 : types.size(), type);
    }
    return types;
  }

  private static CommandLine configured(CommandLine commandLine) {
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(new UsageErrors());
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
    commandLine.setUsageHelpLongOptionsMaxWidth(32);
    Map<String, IHelpSectionRenderer> sections = commandLine.getHelpSectionMap();
    sections.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    commandLine.setHelpSectionMap(sections);
    return commandLine;
  }

  private static final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
      return ErrorReports.usage(e);
    }
  }

  private static final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
      return ErrorReports.failure(e, line.getErr());
    }
  }
}
