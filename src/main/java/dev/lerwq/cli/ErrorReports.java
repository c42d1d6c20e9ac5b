package dev.lerwq.cli;

import dev.lerwq.acl.AllowListException;
import dev.lerwq.bus.BusException;
import dev.lerwq.config.ConfigException;
import dev.lerwq.exit.ExitCode;
import dev.lerwq.github.GithubException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that turns what went wrong into a message and an exit code. */
final class ErrorReports {
  private static final Logger LOG = Logger.getLogger(ErrorReports.class);

  private ErrorReports() {}

  /** The command line or a setting is wrong. */
  static int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + message(e).replace("\n", "\n" + " ".repeat(name.length() + 2)));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + name + " --help'.");
    }
    err.flush();
    return ExitCode.MISCONFIGURED;
  }

  /** A value that nobody expected may be a misspelt option's secret: only names are repeated. */
  static String message(ParameterException e) {
    if (e.getArgSpec() instanceof PositionalParamSpec && e.getValue() != null) {
      return e.getMessage().replace("'" + e.getValue() + "'", "something else");
    }
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    List<String> names = new ArrayList<>();
    for (String argument : unmatched.getUnmatched()) {
      if (argument.startsWith("-")) {
        names.add("unknown option: " + argument.replaceFirst("=.*", ""));
      } else if (names.isEmpty() && argument.matches("[a-z][a-z_-]{0,30}")) {
        names.add("not understood: " + argument);
      }
    }
    return names.isEmpty()
        ? "there is an argument too many (not repeated here, in case it is a secret)"
        : String.join("\n", names);
  }

  /** A command failed while it ran. */
  static int failure(Exception e, PrintWriter err) {
    if (e instanceof ConfigException || e instanceof BusException.Misconfigured) {
      return report(err, e.getMessage(), ExitCode.MISCONFIGURED);
    }
    if (e instanceof GithubException github) {
      boolean refused = github.kind() == GithubException.Kind.FORBIDDEN;
      return report(err, e.getMessage(), refused ? ExitCode.MISCONFIGURED : ExitCode.FAILED);
    }
    if (e instanceof BusException || e instanceof AllowListException) {
      return report(err, e.getMessage(), ExitCode.FAILED);
    }
    LOG.error("This should not have happened; please report it", e);
    return report(err, "internal error: " + e, ExitCode.FAILED);
  }

  private static int report(PrintWriter err, String message, int exitCode) {
    err.println("app: " + message);
    err.flush();
    return exitCode;
  }
}
