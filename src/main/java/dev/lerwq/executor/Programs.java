package dev.lerwq.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of a deployment, found and checked. */
record Programs(
    Optional<Program> boardPrepare,
    Optional<Program> githubPrepare,
    Program remote,
    Optional<Program> boardShutdown) {

  /**
   * Finds all programs, and makes sure of the working directory.
   *
   * @param problems where to put everything that is wrong; then the result is empty
   */
  static Optional<Programs> of(ExecutorSettings settings, List<String> problems) {
    List<String> found = new ArrayList<>();
    Optional<Program> boardPrepare =
        settings.boardPrepare().flatMap(p -> Program.script("board_prepare", p, found));
    Optional<Program> githubPrepare =
        settings.githubPrepare().flatMap(p -> Program.script("github_prepare", p, found));
    Optional<Program> remote = Program.commandLine("remotecmd", settings.remotecmd(), found);
    Optional<Program> boardShutdown =
        settings.boardShutdown().flatMap(p -> Program.script("board_shutdown", p, found));
    if (settings.githubRun().isBlank()) {
      found.add("github_run is missing: name the command that runs the runner on the board");
    }
    checkDirectory(settings.workdir(), found);
    problems.addAll(found);
    return found.isEmpty()
        ? Optional.of(
            new Programs(boardPrepare, githubPrepare, remote.orElseThrow(), boardShutdown))
        : Optional.empty();
  }

  private static void checkDirectory(Path workdir, List<String> problems) {
    try {
      Files.createDirectories(workdir);
    } catch (IOException e) {
      problems.add("workdir: " + workdir + " cannot be created: " + e.getMessage());
      return;
    }
    if (!Files.isWritable(workdir)) {
      problems.add("workdir: " + workdir + " is not writable");
    }
  }
}
