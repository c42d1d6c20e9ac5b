package dev.lerwq.cli;

import dev.lerwq.config.ConfigException;
import dev.lerwq.config.ConfigFiles;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * One command line, understood. What needs no application (help, the version, a usage error) is
 * answered from here without booting one.
 */
public final class Invocation {
  private final List<String> args;
  private final ConfigFiles files;
  private final Map<String, String> environment;

  private Invocation(List<String> args, ConfigFiles files, Map<String, String> environment) {
    this.args = args;
    this.files = files;
    this.environment = environment;
  }

  /**
   * Looks at a command line without running it.
   *
   * @return what to run, or the exit code if there is nothing left to do
   */
  public static Understood understand(
      List<String> rawArgs, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    CommandLine bare = new CommandLine(App.class);
    List<String> args = Spelling.normalise(rawArgs, optionNames(bare));
    try {
      Invocation invocation = new Invocation(args, OptionSources.filesNamedBy(args), environment);
      invocation.warnOfUnknownKeys(err);
      Secrets.warnOfExposed(invocation.files, err);
      return invocation.parse(out, err);
    } catch (ConfigException e) {
      err.println(e.getMessage());
      err.flush();
      return new Understood.Finished(ExitCode.USAGE);
    }
  }

  /** Either something to run, or nothing any more. */
  public sealed interface Understood {
    /** Everything has been said; exit with this code. */
    record Finished(int exitCode) implements Understood {}

    /**
     * @param invocation what to run once the application is up
     * @param configuration how to boot it, by Quarkus's names
     */
    record Run(Invocation invocation, Map<String, String> configuration) implements Understood {}
  }

  private Understood parse(PrintWriter out, PrintWriter err) {
    OptionSources sources = new OptionSources(files, environment);
    CommandLine commandLine = commandLine(CommandLine.defaultFactory(), sources, out, err);
    PatientParser parser = new PatientParser(commandLine, sources);
    try {
      CommandLine.ParseResult result = parser.parse(args);
      Integer help = CommandLine.executeHelpRequest(result);
      if (help != null) {
        return new Understood.Finished(help);
      }
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      CommandSpec chosen = result.commandSpec();
      if (!chosen.subcommands().isEmpty()) {
        throw new CommandLine.ParameterException(chosen.commandLine(), "missing: a command");
      }
      return understood(chosen, parser.problems(), out, err);
    } catch (CommandLine.ParameterException e) {
      return new Understood.Finished(ErrorReports.usage(e));
    }
  }

  private Understood understood(
      CommandSpec chosen, List<String> malformed, PrintWriter out, PrintWriter err) {
    Requirements requirements = new Requirements(chosen);
    malformed.forEach(requirements::problem);
    Object command = chosen.userObject();
    if (command instanceof ChecksOptions checks) {
      checks.check(requirements);
    }
    requirements.check();
    if (command instanceof AnswersAtOnce quick) {
      return new Understood.Finished(quick.answer(out, err));
    }
    return new Understood.Run(
        this, command instanceof ConfiguresApplication boot ? boot.configuration() : Map.of());
  }

  /** Runs the command. */
  public int run(IFactory factory, PrintWriter out, PrintWriter err) {
    OptionSources sources = new OptionSources(files, environment);
    return commandLine(factory, sources, out, err).execute(args.toArray(String[]::new));
  }

  static CommandLine commandLine(
      IFactory factory, OptionSources sources, PrintWriter out, PrintWriter err) {
    CommandLine commandLine = new CommandLine(App.class, factory);
    commandLine.setOut(out).setErr(err);
    commandLine.setDefaultValueProvider(sources);
    commandLine.setExpandAtFiles(false);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler((e, arguments) -> ErrorReports.usage(e));
    commandLine.setExecutionExceptionHandler(
        (e, line, result) -> ErrorReports.failure(e, line.getErr()));
    commandLine.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
    commandLine.setUsageHelpLongOptionsMaxWidth(32);
    Map<String, IHelpSectionRenderer> sections = commandLine.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    commandLine.setHelpSectionMap(sections);
    return commandLine;
  }

  private static Set<String> optionNames(CommandLine top) {
    Set<String> names = new HashSet<>();
    for (CommandLine command : top.getSubcommands().values()) {
      command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
      names.addAll(optionNames(command));
    }
    return names;
  }

  private void warnOfUnknownKeys(PrintWriter err) {
    Set<String> known = new TreeSet<>();
    optionNames(new CommandLine(App.class)).forEach(name -> known.add(Spelling.key(name)));
    for (String key : files.keys()) {
      if (!known.contains(key)) {
        Optional<String> near = Spelling.nearest(key, known);
        err.println(
            "warning: "
                + files.fileOf(key).map(Object::toString).orElse("--config")
                + ": unknown key \""
                + key
                + "\" is ignored"
                + near.map(name -> "; did you mean \"" + name + "\"?").orElse(""));
      }
    }
    err.flush();
  }
}
