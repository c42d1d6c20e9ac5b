package dev.lerwq.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.executor.JournalEntry.Trace;
import dev.lerwq.executor.LateCompletions.Expected;
import dev.lerwq.github.RepositoryRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

class JournalTest {
  @Property(tries = 200)
  void entryComesBackAsItWas(
      @ForAll long job, @ForAll @NotEmpty String owner, @ForAll String runner) {
    JournalEntry entry =
        new JournalEntry(job, new RepositoryRef(7, owner, "repo"), runner, false, false, List.of())
            .withConfigured()
            .with(new Trace("a", false, Optional.empty(), Optional.empty()))
            .with(new Trace("b", true, Optional.empty(), Optional.empty()))
            .with(new Trace("b", true, Optional.of(5L), Optional.of(Instant.EPOCH)));
    assertThat(JournalEntry.of(entry.toProperties())).isEqualTo(entry);
    assertThat(entry.scripts()).hasSize(2);
  }

  @Property(tries = 20)
  void whatIsOnDiskIsReadBack(@ForAll String runner) throws IOException {
    Path directory = Files.createTempDirectory("journal");
    JournalEntry entry =
        new JournalEntry(1, new RepositoryRef(7, "o", "r"), runner, false, false, List.of());
    Journal journal = new Journal(directory);
    journal.begin(entry);
    assertThat(directory).as("there is nothing to undo yet").isEmptyDirectory();
    journal.change(JournalEntry::withConfigured);
    assertThat(new Journal(directory).left()).contains(entry.withConfigured());
    new Journal(directory).end();
    assertThat(new Journal(directory).left()).isEmpty();
    Files.delete(directory);
  }

  @Property(tries = 1)
  void closedOneLeavesTheFileToItsSuccessor() throws IOException {
    Path directory = Files.createTempDirectory("journal");
    JournalEntry entry =
        new JournalEntry(1, new RepositoryRef(7, "o", "r"), "r", true, false, List.of());
    Expected old = new Expected("old", Instant.EPOCH, Instant.EPOCH);
    Journal first = new Journal(directory);
    first.expect(old);
    first.close();
    Journal next = new Journal(directory);
    next.left();
    next.begin(entry);
    next.change(JournalEntry::withConfigured);
    first.over(old);
    first.expect(new Expected("late", Instant.EPOCH, Instant.EPOCH));
    Journal last = new Journal(directory);
    assertThat(last.left()).contains(entry.withConfigured());
    assertThat(last.expected()).containsExactly(old);
    next.over(old);
    next.end();
    Files.delete(directory);
  }

  @Property(tries = 20)
  void whatIsLookedForIsReadBackAndEnds(@ForAll String runner) throws IOException {
    Path directory = Files.createTempDirectory("journal");
    Expected expected = new Expected(runner, Instant.EPOCH, Instant.MAX);
    new Journal(directory).expect(expected);
    Journal journal = new Journal(directory);
    assertThat(journal.left()).isEmpty();
    assertThat(journal.expected()).containsExactly(expected);
    journal.over(expected);
    assertThat(directory).isEmptyDirectory();
    Files.delete(directory);
  }

  @Property(tries = 1)
  void processOfTheSameNumberIsNotTakenForTheScript() {
    ProcessHandle self = ProcessHandle.current();
    Optional<Instant> earlier =
        self.info().startInstant().map(start -> start.minus(Duration.ofDays(1)));
    Trace stale = new Trace("no-such-mark", false, Optional.of(self.pid()), earlier);
    assertThat(stale.tree().alive()).isEmpty();
    Trace real =
        new Trace("no-such-mark", false, Optional.of(self.pid()), self.info().startInstant());
    assertThat(real.tree().alive()).contains(self);
  }
}
