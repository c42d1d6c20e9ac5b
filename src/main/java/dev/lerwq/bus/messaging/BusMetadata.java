package dev.lerwq.bus.messaging;

import dev.lerwq.bus.OutboundMessage;
import java.util.Objects;
import java.util.Optional;

/**
 * What a channel's message carries besides its payload. Connectors that do not know it ignore it.
 *
 * @param id see {@link OutboundMessage#id()}
 * @param subject see {@link OutboundMessage#subject()}
 * @param session see {@link OutboundMessage#session()}
 */
public record BusMetadata(Optional<String> id, Optional<String> subject, Optional<String> session) {

  /** For messages that need none of it. */
  public static final BusMetadata NONE =
      new BusMetadata(Optional.empty(), Optional.empty(), Optional.empty());

  public BusMetadata {
    Objects.requireNonNull(id);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(session);
  }

  OutboundMessage message(byte[] body) {
    return new OutboundMessage(body, id, subject, session, Optional.empty(), Optional.empty());
  }
}
