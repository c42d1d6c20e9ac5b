package dev.lerwq.message;

import java.util.Objects;
import java.util.Optional;

/**
 * Asks one executor to leave service. A request for anyone waits its turn on the work queue; one
 * that names a host goes to that host's session ({@link MessageIds#shutdownSession}), where nobody
 * else sees it.
 *
 * @param id a UUID; the reply is sent to the session {@code shutdown-<id>}
 * @param host when present, only the executor (or slot) of this name may take it. Readers that do
 *     not know the field treat the request as addressed to anyone, so it is only ever sent where
 *     every reader knows it.
 * @param waits whether the reply of an executor that is at work comes after its job instead of at
 *     once
 */
public record Shutdown(String id, Optional<String> host, boolean waits) implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "shutdown";

  /** A request that is answered as soon as it is heard. */
  public Shutdown(String id, Optional<String> host) {
    this(id, host, false);
  }

  public Shutdown {
    Objects.requireNonNull(id);
    Objects.requireNonNull(host);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
