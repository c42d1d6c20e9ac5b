package dev.lerwq.acl.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Who may read and write a list, which its replacement must not change. */
final class SameAccess {
  /** The list is no secret, and the reflector may run as another user than its editor. */
  private static final Set<PosixFilePermission> NEW_FILE =
      PosixFilePermissions.fromString("rw-r--r--");

  private SameAccess() {}

  /**
   * Gives a fresh file the mode, owner and group of the one whose place it takes.
   *
   * @throws IOException if this user may not
   */
  static void give(Path old, Path fresh) throws IOException {
    Optional<PosixFileAttributeView> view =
        Optional.ofNullable(Files.getFileAttributeView(fresh, PosixFileAttributeView.class));
    if (view.isEmpty()) {
      return;
    }
    if (Files.notExists(old)) {
      view.get().setPermissions(NEW_FILE);
      return;
    }
    PosixFileAttributes was = Files.readAttributes(old, PosixFileAttributes.class);
    PosixFileAttributes now = view.get().readAttributes();
    try {
      if (!now.owner().equals(was.owner())) {
        view.get().setOwner(was.owner());
      }
      if (!now.group().equals(was.group())) {
        view.get().setGroup(was.group());
      }
    } catch (FileSystemException e) {
      // Going on could leave a file that the reflector may not read.
      throw new IOException(
          "this user cannot keep its owner " + was.owner() + ":" + was.group() + "; become that",
          e);
    }
    view.get().setPermissions(was.permissions());
  }
}
