package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.executor.JitSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

class JitOptionsTest {
  private final JitOptions options = new JitOptions();
  private final Requirements requirements = new Requirements(CommandSpec.create());

  @Test
  void withoutAScriptRunnersAreConfiguredJustInTime() {
    assertThat(options.settings(requirements, false)).contains(JitSettings.DEFAULT);
    assertThat(options.settings(requirements, true)).isEmpty();
  }

  @Test
  void optionOutweighsTheScript() {
    options.jit = true;
    options.runnerGroup = 7;
    options.workFolder = "w";
    assertThat(options.settings(requirements, true)).contains(new JitSettings(7, "w"));
    assertThat(requirements.problems()).isEmpty();
  }

  @Test
  void whatIsWrongIsSaidAtOnce() {
    options.runnerGroup = 0;
    options.workFolder = " ";
    var unused = options.settings(requirements, true);
    assertThat(requirements.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("--github_runner_group"))
        .anyMatch(problem -> problem.startsWith("--github_work_folder"));
  }
}
