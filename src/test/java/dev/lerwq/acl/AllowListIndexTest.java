package dev.lerwq.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllowListIndexTest {

  /** The law, word by word and slowly. */
  private static boolean naive(List<AllowEntry> entries, String owner, String repo, String label) {
    return entries.stream()
        .anyMatch(
            entry ->
                entry.owner().equalsIgnoreCase(owner)
                    && entry.label().equals(label)
                    && (entry instanceof AllowEntry.Owner
                        || ((AllowEntry.Repository) entry).repo().equalsIgnoreCase(repo)));
  }

  @Property
  void indexDecidesAsTheNaiveModel(
      @ForAll("lists") List<AllowEntry> entries,
      @ForAll("names") String owner,
      @ForAll("names") String repo,
      @ForAll("labels") String label) {
    Verdict verdict = AllowListIndex.of(entries).decide(owner, repo, label);
    assertThat(verdict.allowed()).isEqualTo(naive(entries, owner, repo, label));
    if (verdict instanceof Verdict.Allowed allowed) {
      assertThat(entries).contains(allowed.by());
      assertThat(naive(List.of(allowed.by()), owner, repo, label)).isTrue();
    }
  }

  @Property
  void sameGrantsGiveTheSameAnswers(
      @ForAll("lists") List<AllowEntry> one, @ForAll("lists") List<AllowEntry> other) {
    boolean covered =
        one.stream().allMatch(a -> other.stream().anyMatch(a::grantsSameAs))
            && other.stream().allMatch(a -> one.stream().anyMatch(a::grantsSameAs));
    assertThat(AllowListIndex.of(one).answersLike(AllowListIndex.of(other))).isEqualTo(covered);
  }

  @Property
  void idsTellGrantsApart(@ForAll("entries") AllowEntry one, @ForAll("entries") AllowEntry other) {
    assertThat(one.id().equals(other.id())).isEqualTo(one.grantsSameAs(other));
  }

  // Few values, so that they meet often.
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("octo", "Octo", "OCTO", "hello", "a", "A", "octo-a", "a.b", "-");
  }

  @Provide
  Arbitrary<String> labels() {
    return Arbitraries.of("morello", "Morello", "msr-morello", "m");
  }

  @Provide
  Arbitrary<AllowEntry> entries() {
    return Arbitraries.oneOf(
        Combinators.combine(names(), labels()).as(AllowEntry.Owner::of),
        Combinators.combine(names(), names(), labels()).as(AllowEntry.Repository::of));
  }

  @Provide
  Arbitrary<List<AllowEntry>> lists() {
    return entries().list().ofMaxSize(6);
  }
}
