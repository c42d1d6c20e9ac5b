package dev.lerwq.acl;

import java.util.List;

/**
 * Changes an allow list where it is kept. Safe against others who edit the same list at the same
 * time, in this process or elsewhere. Calls block.
 */
public interface AllowListEditor extends AutoCloseable {

  /**
   * All entries as they are kept now.
   *
   * @throws AllowListException if they cannot be read or do not make sense
   */
  List<AllowEntry> entries() throws AllowListException;

  /**
   * Adds an entry, with the audit record beside it. Does nothing if an entry that grants the same
   * ({@link AllowEntry#grantsSameAs}) is there, whatever its id.
   *
   * @return whether the list has changed
   * @throws AllowListException if the list cannot be read or written; it is then as before
   */
  boolean allow(AllowEntry entry, Audit audit) throws AllowListException;

  /**
   * Removes every entry that grants the same, whatever its id. The audit record goes to the log.
   *
   * @return whether the list has changed
   * @throws AllowListException if the list cannot be read or written
   */
  boolean deny(AllowEntry entry, Audit audit) throws AllowListException;

  /** Where the list is, for logs and errors; holds no secret. */
  String location();

  @Override
  void close();
}
