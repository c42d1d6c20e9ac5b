package dev.lerwq.executor;

import dev.lerwq.github.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
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

  /** Writes what a runner is started with just in time, for its owner's eyes only. */
  void write(String runner, Secret config) throws IOException {
    delete();
    boolean posix =
        Files.getFileAttributeView(path.getParent(), PosixFileAttributeView.class) != null;
    if (posix) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    // Neither needs escaping: a runner's name is made here, and GitHub's configuration is base64.
    String text = "{\"runner\":\"%s\",\"encoded_jit_config\":\"%s\"}%n";
    Files.writeString(path, String.format(Locale.ROOT, text, runner, config.reveal()));
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.errorf("%s holds credentials and cannot be deleted: %s", path, e.getMessage());
    }
  }
}
