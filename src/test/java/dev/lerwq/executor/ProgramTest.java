package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  @TempDir Path directory;
  private final List<String> problems = new ArrayList<>();

  @Test
  void argumentsOfTheRemoteCommandAreSplitAtWhiteSpace() throws IOException {
    Path ssh = program("ssh");
    assertThat(Program.commandLine("remotecmd", ssh + "  -T board7", problems))
        .contains(new Program(List.of(ssh.toString(), "-T", "board7")));
    assertThat(problems).isEmpty();
  }

  @Test
  void pathWithSpacesIsUnderstoodWhenItIsAFile() throws IOException {
    Path odd = program("my remote cmd");
    assertThat(Program.commandLine("remotecmd", odd.toString(), problems))
        .contains(new Program(List.of(odd.toString())));
  }

  @Test
  void bareNameIsLookedUpInThePath() {
    assertThat(Program.commandLine("remotecmd", "sh -c", problems).orElseThrow().words())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("/")
        .endsWith("/sh");
  }

  @Test
  void argumentsAreAppendedAsTheyAre() {
    assertThat(new Program(List.of("/bin/ssh", "board7")).with("cat > /tmp/settings.json"))
        .containsExactly("/bin/ssh", "board7", "cat > /tmp/settings.json");
  }

  @Test
  void problemsNameTheKeyAndTheRemedy() throws IOException {
    Path plain = Files.createFile(directory.resolve("plain"));
    assertThat(Program.script("board_prepare", plain, problems)).isEmpty();
    assertThat(Program.script("github_prepare", directory, problems)).isEmpty();
    assertThat(Program.script("board_shutdown", directory.resolve("no"), problems)).isEmpty();
    assertThat(Program.commandLine("remotecmd", " ", problems)).isEmpty();
    assertThat(problems)
        .containsExactly(
            "board_prepare: " + plain + " is not executable; chmod +x it",
            "github_prepare: " + directory + " is not a file",
            "board_shutdown: there is no file " + directory.resolve("no"),
            "remotecmd is missing: name the program that runs a command on the board");
  }

  private Path program(String name) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }
}
