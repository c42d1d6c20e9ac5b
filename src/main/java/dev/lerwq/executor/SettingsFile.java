package dev.lerwq.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The runner's configuration, with its credentials, between {@code configure} and the board. */
record SettingsFile(Path path) {
  private static final Logger LOG = Logger.getLogger(SettingsFile.class);

  static SettingsFile in(Path workdir) {
    return new SettingsFile(workdir.resolve("settings.json"));
  }

  /**
   * Makes sure that it is there and that nobody else may read it.
   *
   * @return what is wrong; empty if nothing is
   */
  Optional<String> protect() {
    try {
      if (!Files.isRegularFile(path) || Files.size(path) == 0) {
        return Optional.of("it left no settings.json in " + path.getParent());
      }
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      if (view != null) {
        view.setPermissions(PosixFilePermissions.fromString("rw-------"));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("settings.json cannot be protected: " + e.getMessage());
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.errorf("%s holds credentials and cannot be deleted: %s", path, e.getMessage());
    }
  }
}
