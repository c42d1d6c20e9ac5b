package dev.lerwq.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path directory;
  private DurableFile file;

  @BeforeEach
  void name() {
    file = new DurableFile(directory.resolve("state"));
  }

  @Test
  void textIsReplacedAndNothingElseIsLeft() throws Exception {
    file.replace("one");
    file.replace("2");
    assertThat(file.path()).hasContent("2");
    assertThat(names()).containsExactly("state");
  }

  @Test
  void oldTextStaysWhenTheNewOneCannotBeFinished() throws Exception {
    file.replace("old");
    assertThatThrownBy(
            () ->
                file.replace(
                    "new".getBytes(StandardCharsets.UTF_8),
                    (old, fresh) -> {
                      assertThat(old).hasContent("old");
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    assertThat(file.path()).hasContent("old");
    assertThat(names()).containsExactly("state");
  }

  @Test
  void whatACrashLeftHalfWrittenIsNoObstacle() throws Exception {
    Files.writeString(directory.resolve(".state.next"), "hal");
    file.replace("whole");
    assertThat(file.path()).hasContent("whole");
    assertThat(names()).containsExactly("state");
  }

  @Test
  void deletingWhatIsNotThereIsNothing() throws Exception {
    file.delete();
    file.replace("text");
    file.delete();
    assertThat(names()).isEmpty();
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).toList().stream();
    }
  }
}
