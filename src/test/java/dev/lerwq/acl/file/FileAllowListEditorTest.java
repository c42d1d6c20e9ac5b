package dev.lerwq.acl.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.acl.LogCapture;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAllowListEditorTest {
  private static final AllowEntry OCTO = new AllowEntry.Owner("1", "octo", "m");
  private static final Audit AUDIT =
      new Audit("mona", Instant.parse("2026-11-24T10:00:00Z"), "ticket 42");

  @TempDir Path directory;
  private Path file;
  private FileAllowListEditor editor;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("acl.json");
    editor = new FileAllowListEditor(file, Duration.ofMillis(50));
  }

  @Test
  void missingFileIsCreatedWithItsDirectory() throws Exception {
    Path deep = directory.resolve("state/lerwq/acl.json");
    FileAllowListEditor fresh = new FileAllowListEditor(deep);
    assertThat(fresh.entries()).isEmpty();
    assertThat(fresh.deny(OCTO, AUDIT)).isFalse();
    assertThat(deep).doesNotExist();
    fresh.allow(OCTO, AUDIT);
    assertThat(deep)
        .hasContent(
            """
            {
              "AllowOwner": [
                {
                  "id": "1",
                  "owner": "octo",
                  "label": "m",
                  "audit": {
                    "who": "mona",
                    "when": "2026-11-24T10:00:00Z",
                    "what": "ticket 42"
                  }
                }
              ],
              "AllowRepository": []
            }
            """);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void whatOthersWroteStays() throws Exception {
    Files.writeString(
        file,
        """
        {
        \t"note": {"n": 1.50, "big": 12345678901234567890},
        \t"AllowOwner": [{"x": [1, null], "label": "m", "owner": "mona"}]
        }
        """);
    editor.allow(OCTO, AUDIT);
    editor.deny(OCTO, AUDIT);
    assertThat(file)
        .hasContent(
            """
            {
            \t"note": {
            \t\t"n": 1.50,
            \t\t"big": 12345678901234567890
            \t},
            \t"AllowOwner": [
            \t\t{
            \t\t\t"x": [
            \t\t\t\t1,
            \t\t\t\tnull
            \t\t\t],
            \t\t\t"label": "m",
            \t\t\t"owner": "mona"
            \t\t}
            \t]
            }
            """);
  }

  @Test
  void editThatChangesNothingLeavesTheFileAlone() throws Exception {
    String text = "{\"AllowOwner\":[ {\"owner\":\"OCTO\",\"label\":\"m\"} ]}";
    Files.writeString(file, text);
    editor.allow(OCTO, AUDIT);
    editor.deny(AllowEntry.Repository.of("octo", "hello", "m"), AUDIT);
    assertThat(file).hasContent(text);
  }

  @Test
  void modeIsKept() throws Exception {
    Files.writeString(file, "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    editor.allow(OCTO, AUDIT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void linkStaysALink() throws Exception {
    Path real = Files.writeString(directory.resolve("real.json"), "{}");
    Files.createSymbolicLink(file, real.getFileName());
    editor.allow(OCTO, AUDIT);
    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(Files.readString(real)).contains("octo");
  }

  @Test
  void linkToNothingIsAnError() throws Exception {
    Files.createSymbolicLink(file, Path.of("nothing.json"));
    assertThatThrownBy(() -> editor.allow(OCTO, AUDIT))
        .isInstanceOf(AllowListException.class)
        .hasMessageContaining("is a link to a file that does not exist");
    assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void someoneElsesLockIsWaitedForAndThenNamed() throws Exception {
    Path lock = directory.resolve(".acl.json.lock");
    try (FileChannel other =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.lock().isValid()).isTrue();
      assertThatThrownBy(() -> editor.allow(OCTO, AUDIT))
          .isInstanceOf(AllowListException.class)
          .hasMessageContaining("someone else is editing")
          .hasMessageContaining(lock.toString());
    }
    assertThat(editor.allow(OCTO, AUDIT)).isTrue();
  }

  @Test
  void nothingIsLeftBesideTheFileButTheLock() throws Exception {
    editor.allow(OCTO, AUDIT);
    editor.deny(OCTO, AUDIT);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("acl.json", ".acl.json.lock");
    }
    Path lock = directory.resolve(".acl.json.lock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("rw-rw-rw-");
  }

  @Test
  void brokenFileIsLeftAlone() throws Exception {
    Files.writeString(file, "{\"AllowOwner\": 1}");
    assertThatThrownBy(() -> editor.allow(OCTO, AUDIT))
        .isInstanceOf(AllowListException.class)
        .hasMessage(file + ", line 1, column 16: expected an array of entries as AllowOwner");
    assertThat(file).hasContent("{\"AllowOwner\": 1}");
  }

  @Test
  void logSaysWhoChangedWhat() throws Exception {
    try (LogCapture log = new LogCapture("dev.lerwq.acl.file")) {
      editor.allow(OCTO, AUDIT);
      editor.deny(OCTO, AUDIT);
      assertThat(log.lines())
          .containsExactly(
              "INFO allowed octo for m in " + file + ": ticket 42 by mona",
              "INFO denied octo for m in " + file + ": ticket 42 by mona");
    }
  }
}
