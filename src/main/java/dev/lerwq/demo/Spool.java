package dev.lerwq.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory through which the sample scripts, which have no HTTP client, and the stand-in talk.
 * Every file appears whole, by being moved from {@code tmp}.
 *
 * <pre>
 * registrations/RUNNER  script: labels, URL and token, one a line
 * answers/RUNNER        stand-in: "ok", or why not
 * runners/RUNNER        stand-in: there while the registration lasts
 * online/RUNNER         script: the process id of the runner
 * offers/JOB            stand-in: URL, labels, seconds and outcome, one a line
 * claimed/JOB@RUNNER    script: the offer, moved, so that one runner gets it
 * finished/JOB@RUNNER   script: the outcome
 * removals/RUNNER       script: take the registration back
 * boards/BOARD          what the scripts of a board keep
 * </pre>
 */
final class Spool {
  static final String REGISTRATIONS = "registrations";
  static final String ANSWERS = "answers";
  static final String RUNNERS = "runners";
  static final String ONLINE = "online";
  static final String OFFERS = "offers";
  static final String CLAIMED = "claimed";
  static final String FINISHED = "finished";
  static final String REMOVALS = "removals";
  private static final String TMP = "tmp";

  private final Path root;

  Spool(Path root) throws IOException {
    this.root = root.toAbsolutePath();
    for (String name :
        List.of(
            TMP, REGISTRATIONS, ANSWERS, RUNNERS, ONLINE, OFFERS, CLAIMED, FINISHED, REMOVALS)) {
      Files.createDirectories(this.root.resolve(name));
    }
  }

  Path root() {
    return root;
  }

  /** The names of the files of a kind, in order. */
  List<String> list(String kind) {
    try (Stream<Path> files = Files.list(root.resolve(kind))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's lines; none if it is gone. */
  List<String> read(String kind, String name) {
    try {
      return Files.readAllLines(file(kind, name));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String kind, String name, List<String> lines) {
    try {
      Path tmp = Files.write(root.resolve(TMP).resolve("." + kind + "." + name), lines);
      Files.move(tmp, file(kind, name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a file and says whether it was there; of several that try, one hears yes. */
  boolean remove(String kind, String name) {
    try {
      return Files.deleteIfExists(file(kind, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String kind, String name) {
    return root.resolve(kind).resolve(name);
  }
}
