package dev.lerwq.acl.cosmos;

import java.time.Duration;

/**
 * How long the account may take.
 *
 * @param operation for one read or write, with everything that the SDK retries within it
 * @param throttled how long the SDK goes on when the account answers "too many requests"
 */
record CosmosTimeouts(Duration operation, Duration throttled) {
  static final CosmosTimeouts DEFAULT =
      new CosmosTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(10));
}
