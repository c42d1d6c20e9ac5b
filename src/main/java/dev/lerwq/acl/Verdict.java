package dev.lerwq.acl;

/** The answer to "may this repository use this label", with its reason. */
public sealed interface Verdict {

  /** Whether the job may run. */
  default boolean allowed() {
    return this instanceof Allowed;
  }

  /** Yes, because of this entry. */
  record Allowed(AllowEntry by) implements Verdict {}

  /** No: the list is known and has no such entry. */
  record NotListed() implements Verdict {}

  /**
   * No, because the list is not known.
   *
   * @param reason for the operator; holds no secret
   */
  record Unknown(String reason) implements Verdict {}
}
