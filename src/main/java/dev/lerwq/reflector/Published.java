package dev.lerwq.reflector;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Fired when the bus has answered for a message.
 *
 * @param at when it did
 * @param channel which of the three channels
 * @param id the message's id
 * @param durable whether the bus holds it now
 * @param took since the message was handed over
 */
public record Published(
    Instant at, String channel, Optional<String> id, boolean durable, Duration took) {}
