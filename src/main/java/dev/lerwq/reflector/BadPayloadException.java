package dev.lerwq.reflector;

/** A delivery that GitHub would not send. The message names the field and is fit for the sender. */
public final class BadPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadPayloadException(String message) {
    super(message);
  }

  public BadPayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
