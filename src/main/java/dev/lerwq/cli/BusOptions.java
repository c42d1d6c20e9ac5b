package dev.lerwq.cli;

import dev.lerwq.config.BusChoice;
import dev.lerwq.config.DataDir;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which bus, and where this machine keeps its state. */
final class BusOptions {
  @Option(
      names = "--busconn",
      paramLabel = "CONNECTION",
      description =
          "Service Bus connection string, or the URL of an AMQP 1.0 broker"
              + " (amqp://user:password@host:5672), or @ and the absolute path of a file with it. A"
              + " secret: better in a file or the environment.")
  Optional<String> busconn = Optional.empty();

  @Option(
      names = "--busname",
      paramLabel = "HOST",
      description =
          "Service Bus namespace host; authenticates with AZURE_TENANT_ID, AZURE_CLIENT_ID,"
              + " AZURE_CLIENT_SECRET or the machine's managed identity.")
  Optional<String> busname = Optional.empty();

  @Mixin DataDirOption dataDir = new DataDirOption();

  BusChoice choice() {
    return BusChoice.of(connection(), busname);
  }

  /** {@code --busconn}, read from its file if it names one. */
  Optional<String> connection() {
    return busconn.map(value -> Secrets.resolve("busconn", value));
  }

  DataDir dataDir() {
    return dataDir.get();
  }
}
