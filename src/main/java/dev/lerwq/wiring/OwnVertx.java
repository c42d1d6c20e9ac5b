package dev.lerwq.wiring;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/**
 * The event loop of the bus clients. It is not the framework's, which is taken away while a command
 * still finishes its job.
 */
final class OwnVertx {
  private static final long NEVER = 10_000;

  private OwnVertx() {}

  /** One event loop: a client's links are all served by one anyway. */
  static Vertx create() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            // Nothing here blocks the loop; looking once a second would wake a parked executor up.
            .setBlockedThreadCheckInterval(NEVER)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.DAYS)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }
}
