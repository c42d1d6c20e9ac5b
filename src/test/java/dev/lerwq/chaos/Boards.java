package dev.lerwq.chaos;

import dev.lerwq.demo.SampleScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Boards whose scripts fail now and then. */
final class Boards {
  /** The file that says that a board's runners are configured just in time. */
  static final String JIT = "jit";

  /**
   * Throws dice that depend on the seed and on how many were thrown before, without a process. Of a
   * hundred calls some fail before they have done anything, some after, and few hang with a child
   * that has left its process group.
   */
  private static final String DICE =
      """
      #!/bin/sh
      n=0
      [ ! -e '%1$s.count' ] || read -r n <'%1$s.count'
      n=$((n + 1))
      echo $n >'%1$s.count'
      x=$(((%2$d + n * 7919) %% 65536))
      x=$(((x * 25173 + 13849) %% 65536))
      x=$(((x * 25173 + 13849) %% 65536))
      roll=$((x %% 100))
      [ ! -e '%3$s' ] || roll=99
      if [ $roll -lt %4$d ]; then exit 9; fi
      if [ $roll -lt %5$d ]; then '%1$s.real' "$@"; exit 9; fi
      if [ $roll -lt %6$d ]; then (setsid sleep 3600 &); sleep 3600; fi
      exec '%1$s.real' "$@"
      """;

  private Boards() {}

  /**
   * Unpacks a board.
   *
   * @param calm a file whose presence makes all scripts work
   */
  static Path make(Path directory, Path spool, String name, long seed, boolean jit, Path calm)
      throws IOException {
    Path board = directory.resolve(name);
    SampleScripts.unpack(board, spool, name);
    Files.createDirectories(board.resolve("work"));
    if (jit) {
      Files.createFile(board.resolve(JIT));
    }
    wrap(board.resolve("board_prepare"), seed, calm, 5, 6, 7);
    wrap(board.resolve("github_prepare"), seed + 1, calm, 3, 6, 6);
    wrap(board.resolve("remotecmd"), seed + 2, calm, 4, 6, 6);
    return board;
  }

  private static void wrap(Path script, long seed, Path calm, int fail, int after, int hang)
      throws IOException {
    Files.move(script, script.resolveSibling(script.getFileName() + ".real"));
    Files.writeString(
        script, DICE.formatted(script, Math.floorMod(seed, 65536), calm, fail, after, hang));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
