package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code app acl} and {@code app list-acls} on a file. */
class AclCommandTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void newList() {
    file = directory.resolve("acl.json");
  }

  private CommandRun acl(String... args) {
    List<String> line = new ArrayList<>(List.of("acl"));
    line.addAll(List.of(args));
    line.add("--acl_file=" + file);
    return CommandRun.of(line.toArray(String[]::new));
  }

  private CommandRun list(String... args) {
    List<String> line = new ArrayList<>(List.of("list-acls", "--acl_file=" + file));
    line.addAll(List.of(args));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void anOwnerIsAllowedOnceAndDeniedOnce() {
    CommandRun first = acl("allow", "octo-org", "board");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).isEqualTo("allowed: octo-org for board\n");
    assertThat(acl("allow", "OCTO-org", "board").out()).startsWith("already allowed");
    assertThat(list().out()).matches("USER octo-org board owner-[0-9a-f]{32}\n");
    assertThat(acl("deny", "octo-org", "board").exitCode()).isZero();
    assertThat(acl("deny", "octo-org", "board").out()).startsWith("already without an entry");
    assertThat(list().out()).isEmpty();
  }

  @Test
  void whoWhenAndWhyIsKeptWithTheEntry() throws IOException {
    acl("allow", "octo-org/firmware", "board", "--reason", "ticket 4711");
    assertThat(Files.readString(file))
        .contains("ticket 4711", System.getProperty("user.name"), "acl allow octo-org/firmware");
    assertThat(list("--json").out())
        .startsWith(
            "{\"kind\":\"repository\",\"owner\":\"octo-org\",\"repo\":\"firmware\",\"label\":\"board\"");
    assertThat(AclEdit.who(Map.of("SUDO_USER", "alice"))).startsWith("alice@");
  }

  @Test
  void checkNamesTheEntryThatAllows() {
    acl("allow", "octo-org", "board");
    CommandRun yes = acl("check", "Octo-Org/firmware", "board");
    assertThat(yes.exitCode()).isZero();
    assertThat(yes.out()).startsWith("allowed by USER octo-org board owner-");
    CommandRun no = acl("check", "octo-org/firmware", "Board");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.out()).isEqualTo("not allowed: no entry for octo-org/firmware for Board\n");
    assertThat(acl("check", "octo-org", "board", "--json").out())
        .startsWith("{\"allowed\":true,\"by\":{\"kind\":\"owner\"");
  }

  @Test
  void aRepositorysEntryDoesNotAllowItsOwner() {
    acl("allow", "octo-org/firmware", "board");
    assertThat(acl("check", "octo-org", "board").exitCode()).isEqualTo(1);
    assertThat(acl("check", "octo-org/firmware", "board").exitCode()).isZero();
  }

  @Test
  void denyingARepositorySaysWhenItsOwnerStillAllowsIt() {
    acl("allow", "octo-org", "board");
    CommandRun denied = acl("deny", "octo-org/firmware", "board");
    assertThat(denied.exitCode()).isEqualTo(1);
    assertThat(denied.err()).contains("still allowed, by the entry USER octo-org board");
  }

  @Test
  void namesThatGithubDoesNotHaveAreUsageErrors() {
    for (String subject : new String[] {"-octo", "octo/fi rm", "https://github.com/a/b", "a/b/c"}) {
      CommandRun run = CommandRun.of("acl", "allow", "--acl_file=" + file, "--", subject, "board");
      assertThat(run.exitCode()).as(subject).isEqualTo(2);
      assertThat(run.out()).isEmpty();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aListThatMakesNoSenseIsReportedAndLeftAlone() throws IOException {
    Files.writeString(file, "{]");
    CommandRun run = acl("allow", "octo-org", "board");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(file.toString());
    assertThat(Files.readString(file)).isEqualTo("{]");
  }

  @Test
  void aDatabaseThatCannotBeIsAUsageErrorWithoutItsKey() {
    CommandRun run =
        CommandRun.of(
            "acl", "check", "o/r", "board", "--dbconn", "AccountEndpoint=x;AccountKey=hush");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("dbconn").doesNotContain("hush");
  }

  @Test
  void theGroupAloneIsAUsageError() {
    CommandRun run = CommandRun.of("acl");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("missing: a command").contains("app acl --help");
  }
}
