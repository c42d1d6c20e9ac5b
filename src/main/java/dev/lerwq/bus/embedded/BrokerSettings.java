package dev.lerwq.bus.embedded;

import dev.lerwq.bus.Silence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How the embedded broker runs.
 *
 * @param directory where its journal lives; created if missing; one broker at a time owns it
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param password what the user {@link EmbeddedBroker#USER} logs in with
 * @param timeToLive after this a message without a time to live of its own is dropped
 * @param rememberedIds how many message ids each entity remembers to recognise duplicates
 * @param journalBuffer how long the journal collects writes before it forces them to disk: a little
 *     latency for a group commit
 * @param memory how many bytes of messages stay in memory, a quarter of them for each entity; what
 *     is beyond goes to page files
 * @param maxDiskUsage percentage of the disk in use from which messages are refused as unavailable
 * @param silence a connection on which nothing is heard for so long is dead, and its messages go to
 *     others; see {@link Silence}
 */
public record BrokerSettings(
    Path directory,
    String host,
    int port,
    String password,
    Duration timeToLive,
    int rememberedIds,
    Duration journalBuffer,
    long memory,
    int maxDiskUsage,
    Duration silence) {

  public BrokerSettings {
    Objects.requireNonNull(directory);
    Objects.requireNonNull(host);
    Objects.requireNonNull(password);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("bus_port must be 0 to 65535, and is " + port);
    }
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the embedded bus needs a password");
    }
  }

  /** Messages live 7 days and 50,000 ids are remembered for each entity. */
  public static BrokerSettings of(Path directory, String host, int port, String password) {
    return new BrokerSettings(
        directory,
        host,
        port,
        password,
        Duration.ofDays(7),
        50_000,
        Duration.ofNanos(200_000),
        Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8),
        95,
        Silence.USUAL.broker());
  }

  public BrokerSettings withSilence(Duration value) {
    return new BrokerSettings(
        directory,
        host,
        port,
        password,
        timeToLive,
        rememberedIds,
        journalBuffer,
        memory,
        maxDiskUsage,
        value);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerSettings[" + directory + ", " + host + ":" + port + "]";
  }
}
