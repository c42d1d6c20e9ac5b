package dev.lerwq.acl.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import dev.lerwq.acl.LogCapture;
import dev.lerwq.acl.RefreshSettings;
import dev.lerwq.acl.RefreshingAllowList;
import dev.lerwq.acl.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAllowListSourceTest {
  @TempDir Path directory;
  private Path file;
  private FileAllowListSource source;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("acl.json");
    source = new FileAllowListSource(file, Duration.ofMillis(10));
  }

  private static String allowing(String owner) {
    return "{\"AllowOwner\":[{\"owner\":\"" + owner + "\",\"label\":\"m\"}]}";
  }

  private List<String> owners() throws AllowListException {
    return source.load().stream().map(AllowEntry::owner).toList();
  }

  @Test
  void unchangedFileIsTheVerySameList() throws Exception {
    Files.writeString(file, allowing("octo"));
    assertThat(source.load()).isSameAs(source.load()).hasSize(1);
  }

  @Test
  void editThatKeepsTimeAndSizeIsSeen() throws Exception {
    Files.writeString(file, allowing("octo"));
    FileTime time = Files.getLastModifiedTime(file);
    source.load();
    Files.writeString(file, allowing("mona"));
    Files.setLastModifiedTime(file, time);
    assertThat(owners()).containsExactly("mona");
  }

  @Test
  void fileReplacedByRenamingIsSeen() throws Exception {
    Files.writeString(file, allowing("octo"));
    source.load();
    Path fresh = Files.writeString(directory.resolve("fresh"), allowing("mona"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(owners()).containsExactly("mona");
  }

  /** As a mounted ConfigMap changes: acl.json -> ..data/acl.json, ..data -> a directory. */
  @Test
  void swappedDirectoryBehindLinksIsSeen() throws Exception {
    Path data = directory.resolve("..data");
    Files.createSymbolicLink(data, version("..2026_1", "octo"));
    Files.createSymbolicLink(file, Path.of("..data", "acl.json"));
    assertThat(owners()).containsExactly("octo");
    Path next = directory.resolve("..data_tmp");
    Files.createSymbolicLink(next, version("..2026_2", "mona"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    assertThat(owners()).containsExactly("mona");
  }

  private Path version(String name, String owner) throws IOException {
    Path version = Files.createDirectory(directory.resolve(name));
    Files.writeString(version.resolve("acl.json"), allowing(owner));
    return version.getFileName();
  }

  @Test
  void missingFileAllowsNobodyAndSaysSoOnce() throws Exception {
    try (LogCapture log = new LogCapture("dev.lerwq.acl.file")) {
      assertThat(source.load()).isEmpty();
      assertThat(source.load()).isEmpty();
      String problem = "the allow list " + file + " does not exist: nobody is allowed to run jobs";
      assertThat(source.remark()).contains(problem);
      assertThat(log.lines()).containsExactly("WARN " + problem);
    }
  }

  @Test
  void deletedFileAllowsNobodyUntilItIsBack() throws Exception {
    Files.writeString(file, allowing("octo"));
    source.load();
    Files.delete(file);
    try (LogCapture log = new LogCapture("dev.lerwq.acl.file")) {
      assertThat(source.load()).isEmpty();
      assertThat(log.lines()).singleElement().asString().contains("does not exist");
    }
    Files.writeString(file, allowing("octo"));
    assertThat(owners()).containsExactly("octo");
    assertThat(source.remark()).isEmpty();
  }

  @Test
  void listsThatAreMisspelledAreRemarkedUpon() throws Exception {
    Files.writeString(file, "{\"allowOwner\":[{\"owner\":\"octo\",\"label\":\"m\"}]}");
    assertThat(source.load()).isEmpty();
    assertThat(source.remark())
        .hasValueSatisfying(r -> assertThat(r).contains("neither AllowOwner nor AllowRepository"));
  }

  @Test
  void brokenEditIsAnErrorUntilItIsMended() throws Exception {
    Files.writeString(file, allowing("octo"));
    source.load();
    Files.writeString(file, "{\n\"AllowOwner\": [,");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(source::load)
          .isInstanceOfSatisfying(
              AllowListException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED))
          .hasMessageStartingWith(file + ", line 2, column 16: Unexpected character");
    }
    Files.writeString(file, allowing("mona"));
    assertThat(owners()).containsExactly("mona");
  }

  @Test
  void fileThatIsBeingWrittenIsWaitedFor() throws Exception {
    FileAllowListSource patient = new FileAllowListSource(file, Duration.ofSeconds(2));
    Files.writeString(file, allowing("octo"));
    patient.load();
    Files.writeString(file, "");
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(file, allowing("mona"));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    assertThat(patient.load()).extracting(AllowEntry::owner).containsExactly("mona");
    writer.join();
  }

  @Test
  void directoryIsNoAllowList() throws Exception {
    Files.createDirectory(file);
    assertThatThrownBy(source::load)
        .isInstanceOf(AllowListException.class)
        .hasMessage(
            "the allow list " + file + " is not a regular file; set acl_file to a JSON file");
  }

  @Test
  void changeShowsInDecisionsWithinAboutASecond() throws Exception {
    Files.writeString(file, allowing("octo"));
    try (AllowList list =
        new RefreshingAllowList(new FileAllowListSource(file), RefreshSettings.forFile())) {
      await().until(() -> list.decide("octo", "any", "m").allowed());
      Files.writeString(file, allowing("mona"));
      await().atMost(Duration.ofSeconds(3)).until(() -> list.decide("mona", "any", "m").allowed());
      Files.delete(file);
      await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> list.decide("mona", "any", "m") instanceof Verdict.NotListed);
      assertThat(list.status().problem()).isPresent();
    }
  }
}
