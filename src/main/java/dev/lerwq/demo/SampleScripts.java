package dev.lerwq.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The scripts of one make-believe board, unpacked and ready to be named in an executor's
 * configuration. They talk to a {@link GithubStandIn} through its spool directory.
 */
public final class SampleScripts {
  private static final List<String> NAMES =
      List.of("board_prepare", "board_shutdown", "github_prepare", "remotecmd", "ephemeral_runner");

  private final Path directory;
  private final Path board;

  private SampleScripts(Path directory, Path board) {
    this.directory = directory;
    this.board = board;
  }

  /**
   * Writes the scripts of a board.
   *
   * @param directory where to put them; each board needs one of its own
   * @param spool the spool directory of the stand-in
   * @param board the board's name
   */
  public static SampleScripts unpack(Path directory, Path spool, String board) throws IOException {
    if (!board.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("a board cannot be called '" + board + "'");
    }
    Path scripts = Files.createDirectories(directory).toAbsolutePath();
    Path boardDirectory = spool.toAbsolutePath().resolve("boards").resolve(board);
    Files.createDirectories(boardDirectory);
    for (String name : NAMES) {
      String text =
          template(name)
              .replace("@SPOOL@", quoted(spool.toAbsolutePath()))
              .replace("@BOARD@", quoted(boardDirectory))
              .replace("@SCRIPTS@", quoted(scripts));
      Path script = Files.writeString(scripts.resolve(name), text);
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    return new SampleScripts(scripts, boardDirectory);
  }

  /**
   * The executor's options that name these scripts, by the names that a configuration file uses.
   */
  public Map<String, String> options() {
    return Map.of(
        "board_prepare", path("board_prepare"),
        "board_shutdown", path("board_shutdown"),
        "github_prepare", path("github_prepare"),
        "remotecmd", path("remotecmd"),
        "github_run", "exec ephemeral_runner /tmp/settings.json");
  }

  /** What was done to the board, in order: {@code prepare <flavour>} and {@code shutdown}. */
  public List<String> boardLog() throws IOException {
    try {
      return Files.readAllLines(board.resolve("log"));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Makes preparations of the board end with a status; 0 mends it. */
  public void preparationEndsWith(int status) throws IOException {
    Path file = board.resolve("prepare.exit");
    if (status == 0) {
      Files.deleteIfExists(file);
    } else {
      Files.writeString(file, status + "\n");
    }
  }

  /** The directory that plays the board. */
  public Path board() {
    return board;
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static String template(String name) throws IOException {
    try (InputStream in = SampleScripts.class.getResourceAsStream("/demo/" + name)) {
      if (in == null) {
        throw new IOException("the sample script " + name + " is missing from the application");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
