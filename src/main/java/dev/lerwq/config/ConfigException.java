package dev.lerwq.config;

/** A setting is missing or wrong. The message says which, how it is spelled, and what to change. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
