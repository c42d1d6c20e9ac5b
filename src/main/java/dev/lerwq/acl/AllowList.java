package dev.lerwq.acl;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Decides from memory who may run jobs. Safe for concurrent use; never blocks. */
public interface AllowList extends AutoCloseable {

  /**
   * May jobs of {@code owner/repo} use {@code label}? Owner and repository are compared without
   * regard to case, the label exactly.
   */
  Verdict decide(String owner, String repo, String label);

  /** Every label that somebody may use; empty while the list is not known. */
  Set<String> labels();

  /** How current the list is. */
  Status status();

  /** Stops refreshing. Idempotent. */
  @Override
  void close();

  /**
   * @param usable whether decisions are made from a list that may be used
   * @param loadedAt when the list in use was read; empty if none ever was
   * @param entries how many entries it has
   * @param problem why the last attempt to read it failed, or what the operator should know about a
   *     list that was read (then {@code usable} is true); empty if all is well
   */
  record Status(
      boolean usable, Optional<Instant> loadedAt, int entries, Optional<String> problem) {}
}
