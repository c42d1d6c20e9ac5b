package dev.lerwq.acl.file;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reads a JSON file: {@code {"AllowOwner":[{"id","owner","label"}],
 * "AllowRepository":[{"id","owner","repo","label"}]}}. Both lists and the ids may be left out;
 * fields that it does not know are ignored; anything else wrong is an error.
 *
 * <p>Each load reads the whole file and compares its bytes with those of the load before, so it is
 * meant to be asked every second. The file is small, and its bytes cannot be mistaken: a watch
 * service follows neither symbolic links nor network mounts and loses a file that is replaced by
 * renaming, and times and sizes miss an edit that keeps them.
 *
 * <p>No file is an empty list: nobody is allowed.
 */
public final class FileAllowListSource implements AllowListSource {
  private static final Logger LOG = Logger.getLogger(FileAllowListSource.class);

  /** Editors that truncate and write, or move away and write, are done by then. */
  private static final Duration SETTLE = Duration.ofMillis(250);

  private final Path file;
  private final Duration settle;

  private Optional<Outcome> last = Optional.empty();
  private volatile Optional<String> remark = Optional.empty();

  public FileAllowListSource(Path file) {
    this(file, SETTLE);
  }

  FileAllowListSource(Path file, Duration settle) {
    this.file = file.toAbsolutePath();
    this.settle = settle;
  }

  @Override
  public List<AllowEntry> load() throws AllowListException {
    Optional<byte[]> text = AllowListBytes.read(file);
    if (last.filter(outcome -> outcome.isOf(text)).isEmpty()) {
      Outcome outcome = settled(outcomeOf(text));
      last = Optional.of(outcome);
      remark = outcome.remark();
      remark.ifPresent(LOG::warn);
    }
    Outcome outcome = last.orElseThrow();
    if (outcome.problem().isPresent()) {
      throw outcome.problem().get();
    }
    return outcome.entries();
  }

  /** A list that was fine a second ago and is not now may be in the middle of being written. */
  private Outcome settled(Outcome outcome) throws AllowListException {
    if (last.isEmpty() || outcome.good() || !pause()) {
      return outcome;
    }
    Optional<byte[]> text = AllowListBytes.read(file);
    return outcome.isOf(text) ? outcome : outcomeOf(text);
  }

  @Override
  public Optional<String> remark() {
    return remark;
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public void close() {
    // Nothing is open between loads.
  }

  private Outcome outcomeOf(Optional<byte[]> text) {
    if (text.isEmpty()) {
      String problem = "the allow list " + file + " does not exist: nobody is allowed to run jobs";
      return new Outcome(text, List.of(), Optional.empty(), Optional.of(problem));
    }
    try {
      AllowListParser.Parsed parsed = AllowListParser.parse(text.get(), location());
      return new Outcome(text, parsed.entries(), Optional.empty(), emptiness(parsed));
    } catch (AllowListException e) {
      return new Outcome(text, List.of(), Optional.of(e), Optional.empty());
    }
  }

  private Optional<String> emptiness(AllowListParser.Parsed parsed) {
    if (!parsed.entries().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        parsed.anyList()
            ? "the allow list " + file + " has no entries: nobody is allowed to run jobs"
            : "the allow list "
                + file
                + " has neither AllowOwner nor AllowRepository: nobody is allowed to run jobs");
  }

  private boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(settle.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What a text, or the lack of one, means. */
  private record Outcome(
      Optional<byte[]> text,
      List<AllowEntry> entries,
      Optional<AllowListException> problem,
      Optional<String> remark) {

    boolean isOf(Optional<byte[]> other) {
      return text.isPresent() == other.isPresent()
          && (text.isEmpty() || Arrays.equals(text.get(), other.get()));
    }

    /** Whether this is what an author would want to have written. */
    boolean good() {
      return problem.isEmpty() && text.isPresent();
    }
  }
}
