package dev.lerwq.acl;

import java.util.List;
import java.util.Optional;

/**
 * Where the entries of an allow list are kept. Calls block; not for an event loop. One thread at a
 * time loads; {@link #close} may come from another.
 */
public interface AllowListSource extends AutoCloseable {

  /**
   * All entries. A source may return the very list that it returned before to say that nothing has
   * changed.
   *
   * @throws AllowListException if they cannot be read or do not make sense
   */
  List<AllowEntry> load() throws AllowListException;

  /**
   * What the operator should know about the last load although it succeeded, such as that the file
   * does not exist; one line without a secret.
   */
  default Optional<String> remark() {
    return Optional.empty();
  }

  /** Where that is, for logs and errors; holds no secret. */
  String location();

  @Override
  void close();
}
