package dev.lerwq.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lerwq.acl.AllowListException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every place that keeps an allow list does, for its source and its editor. */
public abstract class AllowListContract {
  private static final AllowEntry OCTO = AllowEntry.Owner.of("octo", "msr-morello");
  private static final AllowEntry HELLO =
      AllowEntry.Repository.of("mona", "hello.world", "msr-morello");
  private static final Audit AUDIT =
      new Audit("mona", Instant.parse("2026-11-24T10:00:00Z"), "allow: ticket 42");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int EDITORS = 6;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Place place;
  private AllowListEditor editor;
  private AllowListSource source;

  /** Where a list is kept, seen from outside. */
  public interface Place extends AutoCloseable {
    AllowListSource source();

    AllowListEditor editor();

    /** Puts an entry there as someone else's tool would. */
    void putForeign(AllowEntry entry) throws Exception;

    /** The audit record beside an entry, by field. */
    Map<String, String> audit(AllowEntry entry) throws Exception;

    /** Removes the place itself, not its entries alone. */
    void vanish() throws Exception;

    /** Makes it unreadable until {@link #repair}. */
    void breakDown() throws Exception;

    void repair() throws Exception;

    @Override
    void close();
  }

  /** An empty place that is ready for use. */
  protected abstract Place open() throws Exception;

  @BeforeEach
  void openPlace() throws Exception {
    place = open();
    editor = place.editor();
    source = place.source();
    open.addAll(List.of(place, editor, source));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void emptyPlaceHasNoEntries() throws Exception {
    assertThat(source.load()).isEmpty();
    assertThat(editor.entries()).isEmpty();
  }

  @Test
  void allowedEntriesAreLoaded() throws Exception {
    assertThat(editor.allow(OCTO, AUDIT)).isTrue();
    assertThat(editor.allow(HELLO, AUDIT)).isTrue();
    assertThat(source.load()).containsExactlyInAnyOrder(OCTO, HELLO);
    assertThat(editor.entries()).containsExactlyInAnyOrder(OCTO, HELLO);
  }

  @Test
  void foreignEntriesAreLoadedWithTheirIds() throws Exception {
    AllowEntry owner = new AllowEntry.Owner("41b1", "Octo", "msr-morello");
    AllowEntry repository = new AllowEntry.Repository("41b2", "mona", "hello", "msr-morello");
    place.putForeign(owner);
    place.putForeign(repository);
    assertThat(source.load()).containsExactlyInAnyOrder(owner, repository);
  }

  @Test
  void sameGrantIsAllowedOnce() throws Exception {
    editor.allow(HELLO, AUDIT);
    assertThat(editor.allow(HELLO, AUDIT)).isFalse();
    assertThat(editor.allow(AllowEntry.Repository.of("MONA", "Hello.World", "msr-morello"), AUDIT))
        .isFalse();
    assertThat(source.load()).containsExactly(HELLO);
  }

  @Test
  void grantOfAForeignEntryIsNotRepeated() throws Exception {
    place.putForeign(new AllowEntry.Owner("41b1", "OCTO", "msr-morello"));
    assertThat(editor.allow(OCTO, AUDIT)).isFalse();
    assertThat(source.load()).hasSize(1);
  }

  @Test
  void labelsThatDifferInCaseAreDifferentGrants() throws Exception {
    editor.allow(OCTO, AUDIT);
    assertThat(editor.allow(AllowEntry.Owner.of("octo", "MSR-morello"), AUDIT)).isTrue();
    assertThat(source.load()).hasSize(2);
  }

  @Test
  void deniedEntryIsGoneWhateverItsIdAndCase() throws Exception {
    place.putForeign(new AllowEntry.Repository("41b1", "Mona", "Hello.World", "msr-morello"));
    place.putForeign(new AllowEntry.Repository("41b2", "mona", "hello.world", "msr-morello"));
    editor.allow(OCTO, AUDIT);
    assertThat(editor.deny(HELLO, AUDIT)).isTrue();
    assertThat(source.load()).containsExactly(OCTO);
    assertThat(editor.deny(HELLO, AUDIT)).isFalse();
  }

  @Test
  void auditRecordIsKeptWithTheEntry() throws Exception {
    editor.allow(OCTO, AUDIT);
    assertThat(place.audit(OCTO))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("who", "mona", "when", "2026-11-24T10:00:00Z", "what", "allow: ticket 42"));
  }

  @Test
  void namesThatGithubDoesNotHaveAreRefused() throws Exception {
    AllowEntry wrong = AllowEntry.Repository.of("mona", "hello/world", "msr-morello");
    assertThatThrownBy(() -> editor.allow(wrong, AUDIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("repository 'hello/world' is no repository name");
    assertThat(source.load()).isEmpty();
  }

  @Test
  void idOfAnotherGrantIsNotTaken() throws Exception {
    place.putForeign(new AllowEntry.Owner(OCTO.id(), "mona", "msr-morello"));
    assertThatThrownBy(() -> editor.allow(OCTO, AUDIT))
        .isInstanceOf(AllowListException.class)
        .hasMessageContaining("another entry with the id " + OCTO.id());
    assertThat(source.load()).hasSize(1);
  }

  @Test
  void oneOfManyWhoAllowTheSameIsTheOneWhoDidIt() throws Exception {
    List<Boolean> changed = atOnce(i -> OCTO);
    assertThat(changed).containsOnlyOnce(true);
    assertThat(source.load()).containsExactly(OCTO);
  }

  @Test
  void editsAtTheSameTimeAreAllKept() throws Exception {
    List<Boolean> changed = atOnce(i -> AllowEntry.Repository.of("mona", "repo-" + i, "morello"));
    assertThat(changed).doesNotContain(false);
    assertThat(source.load()).hasSize(EDITORS);
  }

  @Test
  void editShowsInTheRefreshedListAndAVanishedPlaceAllowsNobody() throws Exception {
    editor.allow(OCTO, AUDIT);
    try (AllowList list = new RefreshingAllowList(source, quick())) {
      await().atMost(PATIENCE).until(() -> list.decide("Octo", "any", "msr-morello").allowed());
      place.vanish();
      await().atMost(PATIENCE).until(() -> !list.decide("Octo", "any", "msr-morello").allowed());
      assertThat(list.status().problem()).isPresent();
    }
  }

  @Test
  void brokenPlaceKeepsTheLastGoodListAndRecovers() throws Exception {
    editor.allow(OCTO, AUDIT);
    try (AllowList list = new RefreshingAllowList(source, quick())) {
      await().atMost(PATIENCE).until(() -> list.status().usable());
      place.breakDown();
      await().atMost(PATIENCE).until(() -> list.status().problem().isPresent());
      assertThat(list.decide("octo", "any", "msr-morello").allowed()).isTrue();
      place.repair();
      await().atMost(PATIENCE).until(() -> list.status().problem().isEmpty());
      assertThat(list.decide("octo", "any", "msr-morello").allowed()).isTrue();
    }
  }

  @Test
  void brokenPlaceIsNotEdited() throws Exception {
    editor.allow(OCTO, AUDIT);
    place.breakDown();
    assertThatThrownBy(() -> editor.allow(HELLO, AUDIT))
        .isInstanceOfSatisfying(
            AllowListException.class,
            e -> {
              assertThat(e.kind()).isNotEqualTo(Kind.ABSENT);
              assertThat(e.getMessage()).hasLineCount(1);
            });
    place.repair();
    assertThat(source.load()).containsExactly(OCTO);
  }

  private static RefreshSettings quick() {
    Duration soon = Duration.ofMillis(50);
    return new RefreshSettings(soon, Duration.ofMinutes(1), soon, soon, Duration.ofMinutes(1));
  }

  private List<Boolean> atOnce(IntFunction<AllowEntry> entry) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(EDITORS);
    try {
      List<Future<Boolean>> edits = new ArrayList<>();
      for (int i = 0; i < EDITORS; i++) {
        AllowEntry mine = entry.apply(i);
        edits.add(threads.submit(() -> editor.allow(mine, AUDIT)));
      }
      List<Boolean> changed = new ArrayList<>();
      for (Future<Boolean> edit : edits) {
        changed.add(edit.get());
      }
      return changed;
    } finally {
      threads.shutdownNow();
    }
  }
}
