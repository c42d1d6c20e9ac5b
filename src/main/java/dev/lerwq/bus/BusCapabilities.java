package dev.lerwq.bus;

/**
 * Where buses differ.
 *
 * @param leasesExpire a lease has an end in time and must be renewed; otherwise it lasts exactly as
 *     long as the connection that it was taken on
 * @param exclusiveSessions a session is locked by its one consumer; otherwise a second consumer of
 *     the same session competes for its messages
 * @param duplicateWindowIsTime duplicates are remembered for a time; otherwise a number of them is
 * @param keepsUnrouted a message for a subscription that nobody has created yet waits for it;
 *     otherwise it is dropped by the topic
 * @param peeksLeased {@link Bus#peek} also shows messages that are under lease
 */
public record BusCapabilities(
    boolean leasesExpire,
    boolean exclusiveSessions,
    boolean duplicateWindowIsTime,
    boolean keepsUnrouted,
    boolean peeksLeased) {}
