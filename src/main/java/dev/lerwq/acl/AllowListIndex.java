package dev.lerwq.acl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** An immutable list of entries, indexed for decisions. */
public final class AllowListIndex {
  private final Map<Key, AllowEntry> entries;

  private AllowListIndex(Map<Key, AllowEntry> entries) {
    this.entries = entries;
  }

  /** Where several entries say the same, the first is the one that decides. */
  public static AllowListIndex of(List<AllowEntry> list) {
    Map<Key, AllowEntry> entries = new HashMap<>();
    for (AllowEntry entry : list) {
      String repo =
          entry instanceof AllowEntry.Repository r ? AllowEntry.fold(r.repo()) : Key.ANY_REPO;
      entries.putIfAbsent(new Key(AllowEntry.fold(entry.owner()), repo, entry.label()), entry);
    }
    return new AllowListIndex(Map.copyOf(entries));
  }

  /** Owner and repository in any case, the label exactly. */
  public Verdict decide(String owner, String repo, String label) {
    String foldedOwner = AllowEntry.fold(owner);
    AllowEntry entry = entries.get(new Key(foldedOwner, Key.ANY_REPO, label));
    if (entry == null) {
      entry = entries.get(new Key(foldedOwner, AllowEntry.fold(repo), label));
    }
    return entry == null ? new Verdict.NotListed() : new Verdict.Allowed(entry);
  }

  /** Whether both give the same answers, apart from which entry gives them. */
  boolean answersLike(AllowListIndex other) {
    return entries.keySet().equals(other.entries.keySet());
  }

  /** Every label that occurs. */
  public Set<String> labels() {
    return entries.keySet().stream().map(Key::label).collect(Collectors.toUnmodifiableSet());
  }

  /** How many different permissions it holds. */
  public int size() {
    return entries.size();
  }

  private record Key(String owner, String repo, String label) {
    /** No repository is called this: GitHub's names have no slash. */
    static final String ANY_REPO = "/";
  }
}
