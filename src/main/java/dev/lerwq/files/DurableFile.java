package dev.lerwq.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is replaced as a whole: readers, a crash and a power cut see the old text or the new
 * one, and what {@link #replace} or {@link #delete} did is on disk when it returns. One writer at a
 * time; the new text is in {@code .NAME.next} beside it until then.
 *
 * @param path absolute, in a directory that exists
 */
public record DurableFile(Path path) {

  /** Does something to a new file before anybody can see it. */
  public interface Finish {
    /**
     * @param old the file that is replaced, if there is one
     * @param fresh the one that takes its place
     */
    void apply(Path old, Path fresh) throws IOException;
  }

  /** Replaces the text; mode, owner and group become those of any new file. */
  public void replace(String text) throws IOException {
    replace(text.getBytes(StandardCharsets.UTF_8), (old, fresh) -> {});
  }

  /** Replaces the text; mode, owner and group are those of any new file until {@code finish}. */
  public void replace(byte[] text, Finish finish) throws IOException {
    Path fresh = path.resolveSibling("." + path.getFileName() + ".next");
    Files.deleteIfExists(fresh);
    try {
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(text);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        finish.apply(path, fresh);
        channel.force(true);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    forceDirectory();
  }

  /** Deletes the file if it is there. */
  public void delete() throws IOException {
    if (Files.deleteIfExists(path)) {
      forceDirectory();
    }
  }

  private void forceDirectory() throws IOException {
    Path directory = path.getParent();
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
