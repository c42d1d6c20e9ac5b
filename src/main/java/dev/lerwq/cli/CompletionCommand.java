package dev.lerwq.cli;

import dev.lerwq.exit.ExitCode;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code app completion}: a script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print a script with which a shell completes commands and options.",
    footer = {
      "",
      "Examples:",
      "  app completion bash > /etc/bash_completion.d/app",
      "  source <(app completion zsh)",
      "  app completion fish > ~/.config/fish/completions/app.fish",
    })
final class CompletionCommand implements AnswersAtOnce {
  @Mixin ConfigOption config = new ConfigOption();

  @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "The shell.")
  Shell shell = Shell.bash;

  /** Spelled as on the command line. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Override
  public int answer(PrintWriter out, PrintWriter err) {
    CommandLine top = new CommandLine(App.class);
    // The generated script serves both: under zsh it switches on zsh's support for such scripts.
    out.print(shell == Shell.fish ? FishCompletion.of(top) : AutoComplete.bash("app", top));
    out.flush();
    return ExitCode.OK;
  }
}
