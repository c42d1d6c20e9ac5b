package dev.lerwq.cli;

import dev.lerwq.config.ConfigException;
import dev.lerwq.config.ConfigFiles;
import dev.lerwq.exit.ExitCode;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

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
    return understand(rawArgs, environment, HelpPages.ofThisApplication(), out, err);
  }

  static Understood understand(
      List<String> rawArgs,
      Map<String, String> environment,
      HelpPages help,
      PrintWriter out,
      PrintWriter err) {
    Optional<String> page = help.answerTo(rawArgs, environment);
    if (page.isPresent()) {
      out.print(page.get());
      out.flush();
      return new Understood.Finished(ExitCode.OK);
    }
    if (Version.isAskedFor(rawArgs)) {
      out.println(String.join(System.lineSeparator(), new Version().getVersion()));
      return new Understood.Finished(ExitCode.OK);
    }
    CommandLine commandLine = Commands.of(rawArgs, CommandLine.defaultFactory());
    List<String> args = Spelling.normalise(rawArgs, optionNames(commandLine));
    try {
      Invocation invocation = new Invocation(args, OptionSources.filesNamedBy(args), environment);
      invocation.warnOfUnknownKeys(err);
      Secrets.warnOfExposed(invocation.files, err);
      return invocation.parse(commandLine, out, err);
    } catch (ConfigException e) {
      err.println(e.getMessage());
      err.flush();
      return new Understood.Finished(ExitCode.MISCONFIGURED);
    }
  }

  /** Either something to run, or nothing any more. */
  public sealed interface Understood {
    /** Everything has been said; exit with this code. */
    record Finished(int exitCode) implements Understood {}

    /**
     * @param invocation what to run
     * @param boots whether that takes the application
     * @param configuration how to boot it, by Quarkus's names; levels of the log count without it,
     *     too
     */
    record Run(Invocation invocation, boolean boots, Map<String, String> configuration)
        implements Understood {}
  }

  private Understood parse(CommandLine commandLine, PrintWriter out, PrintWriter err) {
    OptionSources sources = new OptionSources(files, environment);
    commandLine.setOut(out).setErr(err).setDefaultValueProvider(sources);
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
    return command instanceof ConfiguresApplication boot
        ? new Understood.Run(this, boot.needsApplication(), boot.configuration())
        : new Understood.Run(this, false, Map.of());
  }

  /** Runs the command in the application, which makes commands and what they need. */
  public int run(IFactory factory, PrintWriter out, PrintWriter err) {
    return Commands.of(args, factory)
        .setOut(out)
        .setErr(err)
        .setDefaultValueProvider(new OptionSources(files, environment))
        .execute(args.toArray(String[]::new));
  }

  /** Runs a command that does not need the application. */
  public int run(PrintWriter out, PrintWriter err) {
    return run(new WithoutApplication(), out, err);
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
    if (!files.keys().iterator().hasNext()) {
      return;
    }
    Set<String> known = new TreeSet<>();
    optionNames(Commands.all(CommandLine.defaultFactory()))
        .forEach(name -> known.add(Spelling.key(name)));
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
