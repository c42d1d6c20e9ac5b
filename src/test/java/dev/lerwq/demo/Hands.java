package dev.lerwq.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls the sample scripts of one board the way an executor does: without a shell. */
final class Hands {
  private final SampleScripts scripts;
  private final Path workdir;

  Hands(Path root, Path spool, String board) throws IOException {
    this.scripts = SampleScripts.unpack(root.resolve("scripts " + board), spool, board);
    this.workdir = Files.createDirectories(root.resolve("work-" + board));
  }

  record Result(int status, String output) {}

  SampleScripts scripts() {
    return scripts;
  }

  Path settings() {
    return workdir.resolve("settings.json");
  }

  Result configure(String name, String labels, String url, String token) throws Exception {
    return finish(start("github_prepare", "configure", name, labels, url, token));
  }

  Result remove() throws Exception {
    return finish(start("github_prepare", "remove"));
  }

  Result prepare(String flavour) throws Exception {
    return finish(start("board_prepare", flavour));
  }

  Result shutdown() throws Exception {
    return finish(start("board_shutdown"));
  }

  Result carrySettings() throws Exception {
    Process process =
        builder("remotecmd", "cat > /tmp/settings.json").redirectInput(settings().toFile()).start();
    return finish(process);
  }

  Process startRunner() throws IOException {
    return start("remotecmd", scripts.options().get("github_run"));
  }

  Process start(String option, String... arguments) throws IOException {
    return builder(option, arguments).start();
  }

  private ProcessBuilder builder(String option, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(scripts.options().get(option));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(workdir.toFile()).redirectErrorStream(true);
  }

  static Result finish(Process process) throws Exception {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + output);
    }
    return new Result(process.exitValue(), output);
  }
}
