package dev.lerwq.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes a directory that somebody may still be writing to. */
final class Leftovers {
  /** A process that is about to end writes no more than this often into what is being deleted. */
  private static final int ATTEMPTS = 20;

  private Leftovers() {}

  /**
   * Deletes {@code directory} and all that is in it. Files that vanish meanwhile are no error, and
   * directories that fill up again are emptied again, within reason. Symbolic links are not
   * followed.
   *
   * @throws IOException if something of it stays
   */
  static void delete(Path directory) throws IOException {
    IOException last = null;
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
      try {
        Files.walkFileTree(directory, new Deleting());
        last = null;
      } catch (IOException e) {
        last = e;
      }
    }
    if (last != null) {
      throw last;
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
