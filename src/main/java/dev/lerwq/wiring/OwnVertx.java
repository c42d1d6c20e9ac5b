package dev.lerwq.wiring;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * The event loop of the bus clients. It is not the framework's, which is taken away while a command
 * still finishes its job.
 */
final class OwnVertx {
  private OwnVertx() {}

  /** One event loop: a client's links are all served by one anyway. */
  static Vertx create() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }
}
