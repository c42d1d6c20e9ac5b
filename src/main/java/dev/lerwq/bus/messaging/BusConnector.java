package dev.lerwq.bus.messaging;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Destination;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.Locale;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The {@code lerwq-bus} connector. It has the bus opened with the first message and not before, so
 * that a channel can be set up while the bus is away or not yet chosen.
 */
@ApplicationScoped
@Connector(BusConnector.NAME)
@ConnectorAttribute(
    name = "entity",
    type = "string",
    direction = ConnectorAttribute.Direction.OUTGOING,
    mandatory = true,
    description = "Name of the queue or topic to publish to")
@ConnectorAttribute(
    name = "kind",
    type = "string",
    direction = ConnectorAttribute.Direction.OUTGOING,
    defaultValue = "queue",
    description = "What the entity is: queue or topic")
public class BusConnector implements OutboundConnector {

  /** What a channel's {@code connector} attribute says to use this one. */
  public static final String NAME = "lerwq-bus";

  private final Instance<Bus> bus;

  BusConnector(Instance<Bus> bus) {
    this.bus = bus;
  }

  @Override
  public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
    String entity = config.getValue("entity", String.class);
    String kind = config.getOptionalValue("kind", String.class).orElse("queue");
    Destination destination =
        new Destination(entity, Destination.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
    return new PublishingSubscriber(bus::get, destination);
  }
}
