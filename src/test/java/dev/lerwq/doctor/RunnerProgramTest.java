package dev.lerwq.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerProgramTest {
  @TempDir Path directory;

  @Test
  void onThisMachineItHasToBeOneThatCanBeRun() throws IOException {
    Path file = Files.createFile(directory.resolve("run.sh"));
    Finding refused = RunnerProgram.look(file + " --once");
    assertThat(refused.level()).isEqualTo(Finding.Level.WARNING);
    assertThat(refused.text()).contains("chmod +x");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    Finding fine = RunnerProgram.look(file + " --once");
    assertThat(fine.level()).isEqualTo(Finding.Level.OK);
    assertThat(fine.text()).isEqualTo(file + " is on this machine and can be run");
  }

  @Test
  void whatIsOnTheBoardIsNotLookedAt() {
    for (String command : new String[] {"./run.sh", "/nonexistent/run.sh --jitconfig x", "run"}) {
      Finding finding = RunnerProgram.look(command);
      assertThat(finding.level()).isEqualTo(Finding.Level.OK);
      assertThat(finding.text()).contains("has to be on the board");
    }
  }
}
