package dev.lerwq.message;

import java.util.Objects;

/**
 * The answer to a {@link Shutdown}.
 *
 * @param host the executor that is leaving
 * @param busy whether it has a job to finish first; readers that do not know the field believe that
 *     it has left
 */
public record ShutdownReply(String host, boolean busy) implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "shutdown-reply";

  /** The answer of an executor that leaves at once. */
  public ShutdownReply(String host) {
    this(host, false);
  }

  public ShutdownReply {
    Objects.requireNonNull(host);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
