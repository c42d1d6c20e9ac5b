package dev.lerwq.message;

/**
 * A body that cannot be understood. Its message is one line, names the field at fault, is fit for a
 * dead-letter reason, and holds nothing of the body's values.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }

  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
