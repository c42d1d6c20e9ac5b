package dev.lerwq.executor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * All processes that a script has started, directly or not, and the means to end them.
 *
 * <p>Every script gets a mark in its environment, which its children inherit. On Linux the tree is
 * whoever carries the mark, according to {@code /proc}, and their descendants. That finds children
 * that were re-parented or became daemons in a session of their own, which neither a process group
 * nor {@link ProcessHandle#descendants} does. (A process group would also cost the scripts their
 * terminal.) What escapes is a daemon whose environment was wiped, for instance by {@code sudo}.
 * Elsewhere the tree is the root's descendants.
 */
final class ProcessTree {
  private static final Logger LOG = Logger.getLogger(ProcessTree.class);

  /** The environment variable that marks the processes of a script. */
  static final String MARK = "LERWQ_SCRIPT";

  private static final Path PROC = Path.of("/proc");
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private final String mark;
  private final Optional<ProcessHandle> root;

  /**
   * @param mark the value of {@link #MARK} in the processes' environment
   * @param root the process that the script began as, where known
   */
  ProcessTree(String mark, Optional<ProcessHandle> root) {
    this.mark = mark;
    this.root = root;
  }

  static String newMark() {
    return UUID.randomUUID().toString();
  }

  /** How to ask before killing. */
  enum Manner {
    /** SIGTERM. */
    TERMINATE,
    /** SIGINT, as if at a terminal, then SIGTERM: what the GitHub runner ends well on. */
    INTERRUPT
  }

  /**
   * Ends every process of the tree: asks, and kills what is left after {@code grace} (each time it
   * asked). Returns when they are gone.
   *
   * @return false if some could not be ended
   */
  boolean end(Manner manner, Duration grace) {
    // A second interrupt must not leave the tree half dead.
    boolean interrupted = Thread.interrupted();
    try {
      Set<ProcessHandle> known = new LinkedHashSet<>();
      if (manner == Manner.INTERRUPT) {
        interrupt(grow(known));
        if (gone(known, grace, false)) {
          return true;
        }
      }
      grow(known).forEach(ProcessHandle::destroy);
      if (gone(known, grace, false)) {
        return true;
      }
      return gone(known, AFTER_KILL, true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The processes that are alive now. */
  List<ProcessHandle> alive() {
    return List.copyOf(grow(new LinkedHashSet<>()));
  }

  private boolean gone(Set<ProcessHandle> known, Duration wait, boolean kill) {
    long end = System.nanoTime() + wait.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        grow(known);
        if (known.isEmpty()) {
          return true;
        }
        if (System.nanoTime() >= end) {
          return false;
        }
        if (kill) {
          known.forEach(ProcessHandle::destroyForcibly);
        }
        try {
          TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Adds what has appeared, and drops what has ended. */
  private Set<ProcessHandle> grow(Set<ProcessHandle> known) {
    root.ifPresent(known::add);
    known.addAll(marked(mark));
    for (ProcessHandle process : List.copyOf(known)) {
      process.descendants().forEach(known::add);
    }
    known.removeIf(process -> !process.isAlive());
    return known;
  }

  private static void interrupt(Set<ProcessHandle> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("kill", "-INT"));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      Process kill =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.getOutputStream().close();
      kill.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debugf("no SIGINT could be sent (%s); SIGTERM follows", e.toString());
    }
  }

  private static Set<ProcessHandle> marked(String mark) {
    Set<ProcessHandle> found = new LinkedHashSet<>();
    if (!Files.isDirectory(PROC)) {
      return found;
    }
    byte[] wanted = (MARK + "=" + mark).getBytes(StandardCharsets.US_ASCII);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (carries(process, wanted)) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debugf("cannot read %s: %s", PROC, e.toString());
    }
    return found;
  }

  private static boolean carries(Path process, byte[] wanted) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(process.resolve("environ"));
    } catch (IOException e) {
      // Another user's, or gone by now.
      return false;
    }
    for (int i = 0; i + wanted.length <= environment.length; i++) {
      if ((i == 0 || environment[i - 1] == 0)
          && Arrays.equals(environment, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
