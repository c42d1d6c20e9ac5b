package dev.lerwq.executor;

import dev.lerwq.executor.JournalEntry.Trace;
import dev.lerwq.files.DurableFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * A small file that says what has to be undone if the executor dies now: a job that is in hand,
 * scripts that run while there is none, registrations that could not be removed when their jobs
 * were over, and completions that nobody has heard of. Each change is on disk before what it
 * announces is begun. Holds no secret.
 *
 * <p>That it cannot be written is logged and does not keep the executor from its work.
 */
final class Journal implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Journal.class);

  private static final String CHORE = "chore";

  private final DurableFile file;
  private final Set<Debts.Debt> debts = new LinkedHashSet<>();
  private final Set<LateCompletions.Expected> expected = new LinkedHashSet<>();
  private final Map<String, Trace> chores = new LinkedHashMap<>();
  private Optional<JournalEntry> entry = Optional.empty();
  private boolean closed;

  /**
   * @param workdir the slot's own directory
   */
  Journal(Path workdir) {
    this.file = new DurableFile(workdir.resolve("journal.properties"));
  }

  /**
   * What an executor that died has left of a job; empty if it left nothing, or nothing legible.
   * What it owes is in {@link #debts()} from then on, what it looked for in {@link #expected()},
   * and what else it ran in {@link #chores()}.
   */
  synchronized Optional<JournalEntry> left() {
    if (!Files.exists(file.path())) {
      entry = Optional.empty();
      return entry;
    }
    try (Reader in = Files.newBufferedReader(file.path())) {
      Properties properties = new Properties();
      properties.load(in);
      debts.addAll(Debts.Debt.of(properties));
      expected.addAll(LateCompletions.Expected.of(properties));
      Trace.of(properties, CHORE).forEach(trace -> chores.put(trace.mark(), trace));
      entry =
          properties.containsKey("job")
              ? Optional.of(JournalEntry.of(properties))
              : Optional.empty();
      return entry;
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.errorf(
          "%s cannot be read, so what an earlier run left behind has to be looked for by hand: %s",
          file.path(), e.getMessage());
      setAside();
      return Optional.empty();
    }
  }

  /** A job is in hand. There is nothing to undo yet, so nothing is written before a change. */
  synchronized void begin(JournalEntry first) {
    entry = Optional.of(first);
  }

  /** Changes the entry; does nothing when there is none. */
  synchronized void change(UnaryOperator<JournalEntry> change) {
    if (entry.isPresent()) {
      entry = entry.map(change);
      write();
    }
  }

  /** Everything has been undone, except for what is owed or looked for. */
  synchronized void end() {
    entry = Optional.empty();
    writeOrDelete();
  }

  /** A script without a job is about to be started, or has been. */
  synchronized void chore(Trace trace) {
    chores.put(trace.mark(), trace);
    write();
  }

  /** What such scripts started has ended. */
  synchronized void choresOver() {
    if (!chores.isEmpty()) {
      chores.clear();
      writeOrDelete();
    }
  }

  /** Scripts without a job whose processes may be alive. */
  synchronized List<Trace> chores() {
    return List.copyOf(chores.values());
  }

  synchronized List<Debts.Debt> debts() {
    return List.copyOf(debts);
  }

  synchronized void owe(Debts.Debt debt) {
    if (debts.add(debt)) {
      write();
    }
  }

  synchronized void paid(Debts.Debt debt) {
    if (debts.remove(debt)) {
      writeOrDelete();
    }
  }

  /** Completions that are looked for. */
  synchronized List<LateCompletions.Expected> expected() {
    return List.copyOf(expected);
  }

  synchronized void expect(LateCompletions.Expected completion) {
    if (expected.add(completion)) {
      write();
    }
  }

  synchronized void over(LateCompletions.Expected completion) {
    if (expected.remove(completion)) {
      writeOrDelete();
    }
  }

  /** From now on the file is the next executor's, whatever somebody still does with this one. */
  @Override
  public synchronized void close() {
    closed = true;
  }

  private void writeOrDelete() {
    if (entry.isPresent() || !debts.isEmpty() || !expected.isEmpty() || !chores.isEmpty()) {
      write();
      return;
    }
    if (closed) {
      return;
    }
    try {
      file.delete();
    } catch (IOException e) {
      LOG.errorf("%s cannot be deleted: %s", file.path(), e.getMessage());
    }
  }

  private void write() {
    if (closed) {
      return;
    }
    try {
      StringWriter text = new StringWriter();
      Properties all = entry.map(JournalEntry::toProperties).orElseGet(Properties::new);
      Debts.Debt.addTo(all, debts);
      LateCompletions.Expected.addTo(all, expected);
      Trace.addTo(all, CHORE, chores.values());
      all.store(text, "What has to be undone if this executor dies. Written by the executor.");
      file.replace(text.toString());
    } catch (IOException e) {
      LOG.errorf("%s cannot be written, a crash would leave things behind: %s", file.path(), e);
    }
  }

  private void setAside() {
    try {
      Files.move(
          file.path(),
          file.path().resolveSibling(file.path().getFileName() + ".unreadable"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.errorf("%s cannot be set aside: %s", file.path(), e.getMessage());
    }
  }
}
