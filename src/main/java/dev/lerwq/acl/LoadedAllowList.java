package dev.lerwq.acl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An allow list as it was read once. */
public final class LoadedAllowList implements AllowList {
  private final AllowListIndex index;
  private final Status status;

  private LoadedAllowList(AllowListIndex index, Status status) {
    this.index = index;
    this.status = status;
  }

  /** Reads the list now. That it cannot be read shows in the status, and in every verdict. */
  public static LoadedAllowList of(AllowListSource source) {
    try {
      AllowListIndex index = AllowListIndex.of(source.load());
      return new LoadedAllowList(
          index, new Status(true, Optional.of(Instant.now()), index.size(), source.remark()));
    } catch (AllowListException e) {
      return new LoadedAllowList(
          AllowListIndex.of(List.of()),
          new Status(false, Optional.empty(), 0, Optional.of(e.getMessage())));
    }
  }

  @Override
  public Verdict decide(String owner, String repo, String label) {
    return status.usable()
        ? index.decide(owner, repo, label)
        : new Verdict.Unknown(status.problem().orElse("it cannot be read"));
  }

  @Override
  public Set<String> labels() {
    return index.labels();
  }

  @Override
  public Status status() {
    return status;
  }

  @Override
  public void close() {
    // Nothing is open once it has been read.
  }
}
