package dev.lerwq.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir Path directory;

  @Test
  void everythingGoesAndLinksAreNotFollowed() throws IOException {
    Path outside = Files.createFile(directory.resolve("outside"));
    Path inside = Files.createDirectories(directory.resolve("demo/a/b"));
    Files.writeString(inside.resolve("file"), "x");
    Files.createSymbolicLink(inside.resolve("link"), directory);
    Leftovers.delete(directory.resolve("demo"));
    assertThat(directory.resolve("demo")).doesNotExist();
    assertThat(outside).exists();
  }

  @Test
  void whatIsNotThereIsDeletedAlready() throws IOException {
    Leftovers.delete(directory.resolve("never"));
    assertThat(directory.resolve("never")).doesNotExist();
  }

  @Test
  void somebodyStillWritesAndDeletes() throws Exception {
    Path demo = Files.createDirectories(directory.resolve("demo/journal")).getParent();
    for (int i = 0; i < 200; i++) {
      Files.writeString(demo.resolve("journal/" + i), "x");
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < 200 && !stop.get(); i++) {
                demo.resolve("journal/" + (199 - i)).toFile().delete();
              }
            });
    other.start();
    try {
      Leftovers.delete(demo);
    } finally {
      stop.set(true);
      other.join();
    }
    assertThat(demo).doesNotExist();
  }
}
