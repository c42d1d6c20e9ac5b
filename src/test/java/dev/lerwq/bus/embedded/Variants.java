package dev.lerwq.bus.embedded;

import java.time.Duration;

/** Settings of brokers that differ from the usual ones, for tests. */
public final class Variants {
  private Variants() {}

  /** The same but for what is given. */
  public static BrokerSettings of(
      BrokerSettings usual,
      Duration timeToLive,
      Duration journalBuffer,
      long memory,
      int maxDiskUsage) {
    return new BrokerSettings(
        usual.directory(),
        usual.host(),
        usual.port(),
        usual.password(),
        timeToLive,
        usual.rememberedIds(),
        journalBuffer,
        memory,
        maxDiskUsage,
        usual.silence());
  }
}
