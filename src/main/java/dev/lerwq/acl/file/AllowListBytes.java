package dev.lerwq.acl.file;

import dev.lerwq.acl.AllowListException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file's text as it is now. */
final class AllowListBytes {
  private static final int LARGEST = 16 << 20;

  private AllowListBytes() {}

  /**
   * Empty if there is no such file.
   *
   * @throws AllowListException if there is one that cannot be read
   */
  static Optional<byte[]> read(Path file) throws AllowListException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new AllowListException(
            "the allow list " + file + " is not a regular file; set acl_file to a JSON file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] text = in.readNBytes(LARGEST + 1);
        if (text.length > LARGEST) {
          throw new AllowListException(
              "the allow list " + file + " is larger than 16 MiB; is acl_file the right file?");
        }
        return Optional.of(text);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new AllowListException(
          "may not read the allow list " + file + "; give this user permission to read it", e);
    } catch (IOException e) {
      throw new AllowListException(
          "cannot read the allow list " + file + ": " + e.getMessage() + "; check acl_file", e);
    }
  }
}
