package dev.lerwq.cli;

import dev.lerwq.config.ConfigException;
import dev.lerwq.config.ConfigFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/**
 * Which options hold secrets, and the care that they ask for. Their value may be {@code @} and the
 * absolute path of a file that holds it, so that it is neither in a configuration file nor in a
 * process list.
 */
final class Secrets {
  private static final Set<String> KEYS =
      Set.of("busconn", "dbconn", "github_key", "webhook_secret", "webhook_secret_previous");
  private static final String IN_A_FILE = "@/";

  private Secrets() {}

  static boolean isSecret(String key) {
    return KEYS.contains(key);
  }

  /** What the value is or, if it names a file, what that file holds. */
  static String resolve(String key, String value) {
    return isSecret(key) && value.startsWith(IN_A_FILE) ? read(key, value.substring(1)) : value;
  }

  private static String read(String key, String file) {
    try {
      String text = Files.readString(Path.of(file)).strip();
      if (text.isEmpty()) {
        throw new ConfigException(key + ": the file " + file + " is empty");
      }
      return text;
    } catch (InvalidPathException | IOException e) {
      throw new ConfigException(
          key + ": the file " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /** Says which files hold secrets that every user of the machine can read. */
  static void warnOfExposed(ConfigFiles files, PrintWriter err) {
    for (Path file : files.files()) {
      List<String> held =
          files.keysIn(file).stream()
              .filter(Secrets::isSecret)
              .filter(key -> files.valueIn(file, key).filter(v -> !namesFile(key, v)).isPresent())
              .sorted()
              .toList();
      if (!held.isEmpty() && readableByAll(file)) {
        err.println(
            "warning: every user of this machine can read "
                + file
                + ", which holds "
                + String.join(", ", held)
                + "; run: chmod o-rwx "
                + file);
      }
    }
    err.flush();
  }

  private static boolean namesFile(String key, String value) {
    return value.isEmpty()
        || value.startsWith(IN_A_FILE)
        || (key.equals("github_key") && !value.contains("-----BEGIN"));
  }

  private static boolean readableByAll(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
