package dev.lerwq.acl;

import java.util.Objects;

/**
 * The allow list cannot be read or changed. The message is one line that says where the list is and
 * what to do, and holds no secret.
 */
public final class AllowListException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a failed attempt says about a list that was read earlier. */
  public enum Kind {
    /** Nothing: the place did not answer. The earlier list holds until it is too old. */
    UNREACHABLE,
    /** The place answers, but with something that is no allow list. The earlier list holds. */
    MALFORMED,
    /** The place answers that there is no list. The earlier list is void: nobody is allowed. */
    ABSENT
  }

  private final Kind kind;

  /** {@link Kind#UNREACHABLE}. */
  public AllowListException(String message) {
    this(Kind.UNREACHABLE, message, null);
  }

  /** {@link Kind#UNREACHABLE}. */
  public AllowListException(String message, Throwable cause) {
    this(Kind.UNREACHABLE, message, cause);
  }

  public AllowListException(Kind kind, String message) {
    this(kind, message, null);
  }

  public AllowListException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind);
  }

  /** What this says about a list that was read earlier. */
  public Kind kind() {
    return kind;
  }
}
