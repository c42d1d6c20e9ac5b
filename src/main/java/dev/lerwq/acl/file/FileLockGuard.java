package dev.lerwq.acl.file;

import dev.lerwq.acl.AllowListException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Holds the lock beside a file while it is edited. The lock is the kernel's and ends with the
 * process; the empty lock file stays, since removing it would let two editors hold "the" lock.
 */
final class FileLockGuard implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private static final Logger LOG = Logger.getLogger(FileLockGuard.class);

  private final FileChannel channel;
  private final FileLock lock;

  private FileLockGuard(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * @throws AllowListException if others hold the lock for longer than that
   */
  static FileLockGuard acquire(Path file, Duration patience)
      throws IOException, AllowListException {
    Path beside = file.resolveSibling("." + file.getFileName() + ".lock");
    boolean fresh = Files.notExists(beside);
    FileChannel channel =
        FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (fresh) {
        openToOthers(beside);
      }
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new FileLockGuard(channel, lock);
        }
        if (System.nanoTime() - deadline >= 0) {
          throw new AllowListException(
              "someone else is editing " + file + " (lock " + beside + "); try again");
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new AllowListException("interrupted while waiting to edit " + file, e);
    } catch (IOException | AllowListException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Root's edit must not lock out the service's own user for ever. */
  private static void openToOthers(Path lock) throws IOException {
    Optional<PosixFileAttributeView> view =
        Optional.ofNullable(Files.getFileAttributeView(lock, PosixFileAttributeView.class));
    if (view.isPresent()) {
      try {
        view.get().setPermissions(PosixFilePermissions.fromString("rw-rw-rw-"));
      } catch (FileSystemException e) {
        // Another editor has created it in the same moment, and has done this.
        LOG.debugf(e, "cannot open %s to other users", lock);
      }
    }
  }

  /** Null if another process or another thread of this one holds it. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Fails if the lock was lost. */
  void requireHeld() throws IOException {
    if (!lock.isValid()) {
      throw new IOException("lost the lock");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
