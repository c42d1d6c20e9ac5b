package dev.lerwq.doctor;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The program that {@code github_run} names. It is run where {@code remotecmd} leads, which only a
 * job finds out; but where that is this machine, something can be said.
 */
public final class RunnerProgram {
  private static final String PART = "runner program";

  private RunnerProgram() {}

  /** Looks at the first word of the command line. */
  public static Finding look(String githubRun) {
    String program = githubRun.strip().split("\\s+", 2)[0];
    Path path;
    try {
      path = Path.of(program);
    } catch (InvalidPathException e) {
      return Finding.problem(PART, "github_run: '" + program + "' is no file name");
    }
    if (!path.isAbsolute() || !Files.exists(path)) {
      return Finding.ok(PART, program + " has to be on the board, which is not looked at");
    }
    if (!Files.isExecutable(path) || Files.isDirectory(path)) {
      return Finding.warning(
          PART,
          program + " is on this machine too, and cannot be run; if it is run here, chmod +x");
    }
    return Finding.ok(PART, program + " is on this machine and can be run");
  }
}
