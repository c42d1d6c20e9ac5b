package dev.lerwq.acl.file;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.acl.GithubNames;
import dev.lerwq.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Edits the JSON file that a {@link FileAllowListSource} reads. One editor works at a time, readers
 * see the old text or the new one, and what the editor does not know stays as it is. A file that is
 * missing is created; one that makes no sense is left alone.
 *
 * <p>The audit record is kept as the field {@code audit} of an entry, which readers ignore.
 */
public final class FileAllowListEditor implements AllowListEditor {
  private static final Logger LOG = Logger.getLogger(FileAllowListEditor.class);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

  private final Path file;
  private final Duration lockPatience;

  public FileAllowListEditor(Path file) {
    this(file, LOCK_PATIENCE);
  }

  FileAllowListEditor(Path file, Duration lockPatience) {
    this.file = file.toAbsolutePath();
    this.lockPatience = lockPatience;
  }

  @Override
  public List<AllowEntry> entries() throws AllowListException {
    Optional<byte[]> text = AllowListBytes.read(file);
    return text.isEmpty() ? List.of() : AllowListParser.parse(text.get(), location()).entries();
  }

  @Override
  public boolean allow(AllowEntry entry, Audit audit) throws AllowListException {
    GithubNames.check(entry);
    return edit(
        document -> {
          if (document.grants(entry)) {
            return false;
          }
          if (document.hasId(entry)) {
            throw new AllowListException(
                location() + " has another entry with the id " + entry.id() + "; change one id");
          }
          document.add(entry, audit);
          LOG.infof("allowed %s in %s: %s by %s", entry, location(), audit.what(), audit.who());
          return true;
        });
  }

  @Override
  public boolean deny(AllowEntry entry, Audit audit) throws AllowListException {
    return edit(
        document -> {
          boolean removed = document.removeWhatGrants(entry);
          if (removed) {
            LOG.infof("denied %s in %s: %s by %s", entry, location(), audit.what(), audit.who());
          }
          return removed;
        });
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public void close() {
    // Nothing is open between edits.
  }

  private boolean edit(Edit edit) throws AllowListException {
    Path target = target();
    try (FileLockGuard lock = FileLockGuard.acquire(target, lockPatience)) {
      lock.requireHeld();
      AllowListDocument document = AllowListDocument.of(AllowListBytes.read(target), location());
      if (!edit.apply(document)) {
        return false;
      }
      new DurableFile(target).replace(document.text(), SameAccess::give);
      return true;
    } catch (IOException e) {
      throw new AllowListException(
          "cannot change the allow list " + file + ": " + Reasons.of(e) + "; nothing was changed",
          e);
    }
  }

  /** A link stays a link: what it points to is replaced. */
  private Path target() throws AllowListException {
    try {
      if (Files.exists(file)) {
        return file.toRealPath();
      }
      if (Files.isSymbolicLink(file)) {
        throw new AllowListException(
            "the allow list " + file + " is a link to a file that does not exist; repair the link");
      }
      Files.createDirectories(file.getParent());
      return file.getParent().toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw new AllowListException("cannot reach the allow list " + file + ": " + Reasons.of(e), e);
    }
  }

  private interface Edit {
    boolean apply(AllowListDocument document) throws AllowListException;
  }
}
