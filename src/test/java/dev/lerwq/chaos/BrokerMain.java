package dev.lerwq.chaos;

import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import java.nio.file.Path;

/** The process of the broker: {@code DIRECTORY PORT}. */
final class BrokerMain {
  static final String PASSWORD = "s3cret";

  private BrokerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            BrokerSettings.of(
                Path.of(arguments[0]), "127.0.0.1", Integer.parseInt(arguments[1]), PASSWORD));
    System.out.println("ready " + broker.port());
    Thread.currentThread().join();
  }
}
