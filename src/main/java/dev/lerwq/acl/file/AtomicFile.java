package dev.lerwq.acl.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Replaces a file's text so that readers and a power cut see the old text or the new one. */
final class AtomicFile {
  /** The list is no secret, and the reflector may run as another user than its editor. */
  private static final Set<PosixFilePermission> NEW_FILE =
      PosixFilePermissions.fromString("rw-r--r--");

  private AtomicFile() {}

  /** Keeps mode, owner and group of a file that is there. */
  static void replace(Path file, byte[] text) throws IOException {
    Path directory = file.getParent();
    Path fresh = Files.createTempFile(directory, "." + file.getFileName() + ".", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(text);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        likeOld(file, fresh);
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    syncDirectory(directory);
  }

  private static void likeOld(Path file, Path fresh) throws IOException {
    Optional<PosixFileAttributeView> view =
        Optional.ofNullable(Files.getFileAttributeView(fresh, PosixFileAttributeView.class));
    if (view.isEmpty()) {
      return;
    }
    if (Files.notExists(file)) {
      view.get().setPermissions(NEW_FILE);
      return;
    }
    PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributes now = view.get().readAttributes();
    try {
      if (!now.owner().equals(old.owner())) {
        view.get().setOwner(old.owner());
      }
      if (!now.group().equals(old.group())) {
        view.get().setGroup(old.group());
      }
    } catch (FileSystemException e) {
      // Going on could leave a file that the reflector may not read.
      throw new IOException(
          "this user cannot keep its owner " + old.owner() + ":" + old.group() + "; become that",
          e);
    }
    view.get().setPermissions(old.permissions());
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
