package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the booted application: what they are handed, and how they end. */
@QuarkusMainTest
class BootedCommandTest {
  @TempDir Path directory;

  @Test
  void nestedCommandsAreHandedWhatTheyNeed(QuarkusMainLauncher launcher) {
    String acl = "--acl_file=" + directory.resolve("acl.json");
    LaunchResult allowed = launcher.launch("acl", "allow", "octo-org", "board", acl);
    assertThat(allowed.exitCode()).as(allowed.getErrorOutput()).isZero();
    assertThat(results(allowed)).containsExactly("allowed: octo-org for board");
    assertThat(results(launcher.launch("list-acls", acl)))
        .singleElement()
        .asString()
        .startsWith("USER octo-org board owner-");
    assertThat(launcher.launch("acl", "check", "mona", "board", acl).exitCode()).isEqualTo(1);
  }

  @Test
  void theDoctorLooksAtWhatThereIs(QuarkusMainLauncher launcher) {
    LaunchResult found = launcher.launch("doctor", "--json", "--data_dir=" + directory);
    assertThat(found.exitCode()).isEqualTo(2);
    assertThat(results(found))
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.startsWith("{\"level\":"));
  }

  /** Under this launcher, unlike in the packaged application, the log goes to stdout as well. */
  private static List<String> results(LaunchResult result) {
    return result.getOutputStream().stream()
        .filter(line -> !line.isBlank() && !line.matches("[0-9-]+T[0-9:.]+Z [A-Z]+ .*"))
        .toList();
  }
}
