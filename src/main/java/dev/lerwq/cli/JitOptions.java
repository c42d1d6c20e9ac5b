package dev.lerwq.cli;

import dev.lerwq.executor.JitSettings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How runners are registered without a registration token. */
final class JitOptions {
  @Option(
      names = "--github_jit",
      description =
          "Have GitHub configure runners just in time, without --github_prepare. settings.json then"
              + " holds 'encoded_jit_config' for the runner. This is the default without"
              + " --github_prepare.")
  boolean jit;

  @Option(
      names = "--github_runner_group",
      paramLabel = "ID",
      defaultValue = "1",
      description =
          "The runner group that just-in-time runners join. Default: ${DEFAULT-VALUE}, the default"
              + " group.")
  long runnerGroup = 1;

  @Option(
      names = "--github_work_folder",
      paramLabel = "DIR",
      defaultValue = "_work",
      description =
          "Where just-in-time runners keep jobs' files, relative to the runner's directory. Default:"
              + " ${DEFAULT-VALUE}.")
  String workFolder = "_work";

  /**
   * @param prepared whether there is a script that registers runners
   */
  Optional<JitSettings> settings(Requirements requirements, boolean prepared) {
    if (runnerGroup < 1) {
      requirements.problem("--github_runner_group is the id of a group: 1 or more");
    }
    if (workFolder.isBlank()) {
      requirements.problem("--github_work_folder must not be empty");
    }
    return jit || !prepared
        ? Optional.of(new JitSettings(runnerGroup, workFolder))
        : Optional.empty();
  }
}
