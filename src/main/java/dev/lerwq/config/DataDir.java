package dev.lerwq.config;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directory in which the embedded bus, generated secrets and the file allow list live.
 * Directories that it makes are for their owner alone, and so are the files that hold secrets.
 */
public final class DataDir {
  private static final Set<PosixFilePermission> OWNER_DIR =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final int SECRET_BYTES = 32;

  private final Path root;

  public DataDir(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** {@code $XDG_STATE_HOME/lerwq}, else {@code ~/.local/state/lerwq}. */
  public static Path defaultPath(Map<String, String> environment) {
    String state = environment.get("XDG_STATE_HOME");
    if (state != null && Path.of(state).isAbsolute()) {
      return Path.of(state, "lerwq");
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home, ".local", "state", "lerwq");
  }

  public Path root() {
    return root;
  }

  /** The file allow list, unless {@code acl_file} names another. */
  public Path allowList() {
    return root.resolve("acl.json");
  }

  /** Where the embedded broker keeps its journal. */
  public Path broker() {
    return root.resolve("broker");
  }

  /** The file with the generated webhook secret. */
  public Path webhookSecretFile() {
    return root.resolve("webhook-secret");
  }

  /** The file with the embedded broker's password. */
  public Path brokerPasswordFile() {
    return root.resolve("broker-password");
  }

  /**
   * The file with the embedded broker's URL, password included. It is what other hosts pass as
   * {@code busconn}, and how commands on this machine find the broker.
   */
  public Path brokerUrlFile() {
    return root.resolve("broker-url");
  }

  /**
   * The content of a secret's file, which is made first if there is none.
   *
   * @return the secret, and whether it is new
   * @throws ConfigException if the file can neither be read nor made
   */
  public Generated secret(Path file) {
    try {
      Optional<String> existing = read(file);
      if (existing.isPresent()) {
        return new Generated(existing.get(), false);
      }
      byte[] random = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(random);
      write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), false);
      return new Generated(
          read(file).orElseThrow(() -> new ConfigException(file + " is empty; remove it")), true);
    } catch (FileAlreadyExistsException e) {
      return secret(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /**
   * @param value the secret
   * @param created whether it was made just now
   */
  public record Generated(String value, boolean created) {
    @Override
    public String toString() {
      return "Generated[***, created=" + created + "]";
    }
  }

  /** Records where the embedded broker listens, replacing what was there. */
  public void recordBrokerUrl(String url) {
    try {
      write(brokerUrlFile(), url, true);
    } catch (IOException e) {
      throw unusable(brokerUrlFile(), e);
    }
  }

  /** The URL of the embedded broker of this data directory, if one has ever run. */
  public Optional<String> brokerUrl() {
    try {
      return read(brokerUrlFile());
    } catch (IOException e) {
      throw unusable(brokerUrlFile(), e);
    }
  }

  /** Makes the directory if there is none. */
  public void create() {
    try {
      createRoot();
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private void createRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_DIR));
    }
  }

  private static Optional<String> read(Path file) throws IOException {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void write(Path file, String text, boolean replace) throws IOException {
    createRoot();
    Path draft =
        Files.createTempFile(
            root,
            "." + file.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_FILE));
    try {
      Files.writeString(draft, text + "\n", StandardOpenOption.SYNC);
      if (replace) {
        moveOver(draft, file);
      } else {
        Files.createLink(file, draft);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void moveOver(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static ConfigException unusable(Path path, IOException e) {
    return new ConfigException(
        "data_dir: "
            + path
            + " cannot be used ("
            + e.getClass().getSimpleName()
            + "); name another with --data_dir or make it writable for this user",
        e);
  }
}
