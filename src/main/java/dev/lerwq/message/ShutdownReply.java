package dev.lerwq.message;

import java.util.Objects;

/**
 * The answer to a {@link Shutdown}.
 *
 * @param host the executor that is leaving
 */
public record ShutdownReply(String host) implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "shutdown-reply";

  public ShutdownReply {
    Objects.requireNonNull(host);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
