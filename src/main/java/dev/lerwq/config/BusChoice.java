package dev.lerwq.config;

import java.util.Locale;
import java.util.Optional;

/** Which bus, as the settings say. */
public sealed interface BusChoice {

  /**
   * Azure Service Bus by connection string.
   *
   * @param connectionString a secret
   */
  record ServiceBusConnection(String connectionString) implements BusChoice {
    @Override
    public String toString() {
      return "Azure Service Bus by connection string";
    }
  }

  /**
   * Azure Service Bus by host name; authenticates with the environment's or managed identity.
   *
   * @param namespace fully qualified
   */
  record ServiceBusNamespace(String namespace) implements BusChoice {
    @Override
    public String toString() {
      return "Azure Service Bus at " + namespace;
    }
  }

  /**
   * A broker over AMQP 1.0.
   *
   * @param url holds a password
   */
  record AmqpBroker(String url) implements BusChoice {
    @Override
    public String toString() {
      return "an AMQP broker";
    }
  }

  /** The broker that the reflector of this data directory embeds. */
  record Embedded() implements BusChoice {
    @Override
    public String toString() {
      return "the embedded broker";
    }
  }

  /**
   * @throws ConfigException if both are given, or {@code busconn} is neither kind of connection
   */
  static BusChoice of(Optional<String> busconn, Optional<String> busname) {
    if (busconn.isPresent() && busname.isPresent()) {
      throw new ConfigException(
          "--busconn and --busname contradict each other: keep the one that names your bus");
    }
    if (busname.isPresent()) {
      return new ServiceBusNamespace(busname.get());
    }
    if (busconn.isEmpty()) {
      return new Embedded();
    }
    String text = busconn.get().strip();
    String folded = text.toLowerCase(Locale.ROOT);
    if (folded.startsWith("amqp://") || folded.startsWith("amqps://")) {
      return new AmqpBroker(text);
    }
    if (folded.contains("endpoint=")) {
      return new ServiceBusConnection(text);
    }
    throw new ConfigException(
        "--busconn: expected a Service Bus connection string (Endpoint=sb://...;SharedAccessKeyName="
            + "...;SharedAccessKey=...) or the URL of an AMQP 1.0 broker (amqp://host:5672)");
  }
}
