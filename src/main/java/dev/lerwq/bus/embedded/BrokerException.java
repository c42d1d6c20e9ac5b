package dev.lerwq.bus.embedded;

/** The embedded broker cannot start. The message says which option to change. */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }

  BrokerException(String message) {
    this(message, null);
  }
}
