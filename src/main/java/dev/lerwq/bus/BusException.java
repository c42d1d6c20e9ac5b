package dev.lerwq.bus;

/**
 * What can go wrong with a bus. Messages name the entity and what to do, never a secret.
 *
 * <p>The set is closed: callers decide by type, not by text.
 */
public abstract sealed class BusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private BusException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The bus cannot be reached, is too busy, or did not answer in time. Trying again may help. */
  public static final class Unavailable extends BusException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }

    public Unavailable(String message) {
      this(message, null);
    }
  }

  /**
   * Trying again will not help until a person changes something: the entity does not exist or is of
   * another kind, or the credentials are refused.
   */
  public static final class Misconfigured extends BusException {
    private static final long serialVersionUID = 1L;
    private final boolean missing;

    public Misconfigured(String message, Throwable cause) {
      this(message, cause, false);
    }

    public Misconfigured(String message) {
      this(message, null);
    }

    private Misconfigured(String message, Throwable cause, boolean missing) {
      super(message, cause);
      this.missing = missing;
    }

    /** The bus says that there is no such entity. */
    public static Misconfigured missing(String message, Throwable cause) {
      return new Misconfigured(message, cause, true);
    }

    /** Whether the bus said that there is no such entity, and not that something else is wrong. */
    public boolean isMissing() {
      return missing;
    }
  }

  /** The bus refused this one message, for instance because it is too large. */
  public static final class Refused extends BusException {
    private static final long serialVersionUID = 1L;

    public Refused(String message, Throwable cause) {
      super(message, cause);
    }

    public Refused(String message) {
      this(message, null);
    }
  }

  /** The lease is gone; the message is or will be another consumer's. */
  public static final class LeaseLost extends BusException {
    private static final long serialVersionUID = 1L;

    public LeaseLost(String message, Throwable cause) {
      super(message, cause);
    }

    public LeaseLost(String message) {
      this(message, null);
    }
  }
}
