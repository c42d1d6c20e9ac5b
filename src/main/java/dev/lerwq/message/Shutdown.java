package dev.lerwq.message;

import java.util.Objects;
import java.util.Optional;

/**
 * Asks one executor to leave service.
 *
 * @param id a UUID; the reply is sent to the session {@code shutdown-<id>}
 * @param host when present, only the executor (or slot) of this name may take it. Readers that do
 *     not know the field treat the request as addressed to anyone, so it is only ever sent where
 *     every reader of the queue knows it.
 */
public record Shutdown(String id, Optional<String> host) implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "shutdown";

  public Shutdown {
    Objects.requireNonNull(id);
    Objects.requireNonNull(host);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
