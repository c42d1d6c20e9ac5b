package dev.lerwq.bus.embedded;

import dev.lerwq.bus.artemis.Addresses;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;

/**
 * Puts a message into its queue as if it had come over the network: by the broker's own routing,
 * duplicate detection, paging and journal. What the journal then does belongs to the operation
 * context of the calling thread.
 */
final class MessageRouter {
  private final ActiveMQServer server;

  MessageRouter(ActiveMQServer server) {
    this.server = server;
  }

  /** Where a message was put. */
  interface Place {
    /** False if the broker has removed the queue since, and all that was in it. */
    boolean lasts();
  }

  /**
   * Routes one message. A duplicate counts as put where the first one was, which that one sees to.
   *
   * @return empty if the queue vanished meanwhile; {@link #forget} the message then
   */
  Optional<Place> route(String address, byte[] encoded) throws Exception {
    Queue queue = queue(address);
    AMQPStandardMessage message = message(address, encoded);
    RoutingContextImpl routing = new RoutingContextImpl(null);
    // The entity, not the queue: it is by this name that ids are remembered.
    routing.setAddress(SimpleString.of(Addresses.entity(address)));
    routing.setRoutingType(RoutingType.ANYCAST);
    try {
      return switch (server.getPostOffice().route(message, routing, false)) {
        case NO_BINDINGS -> Optional.empty();
        case DUPLICATED_ID -> Optional.of(() -> true);
        default -> Optional.of(() -> server.locateQueue(queue.getName()) == queue);
      };
    } catch (Exception e) {
      Transaction begun = routing.getTransaction();
      if (begun != null) {
        // Takes the id out of those that have been seen.
        begun.rollback();
      }
      throw e;
    }
  }

  /** Takes its id, if any, out of those that have been seen: the message went nowhere. */
  void forget(String address, byte[] encoded) throws Exception {
    AMQPStandardMessage message = message(address, encoded);
    byte[] id = message.getDuplicateIDBytes();
    if (id != null) {
      server
          .getPostOffice()
          .getDuplicateIDCache(SimpleString.of(Addresses.entity(address)))
          .deleteFromCache(id);
    }
  }

  private Queue queue(String address) throws Exception {
    SimpleString name = SimpleString.of(Addresses.queue(address));
    Queue known = server.locateQueue(name);
    if (known != null) {
      // It is in use, if the broker was about to tidy it away.
      known.setSwept(false);
      return known;
    }
    return server.createQueue(
        QueueConfiguration.of(name)
            .setAddress(Addresses.entity(address))
            .setRoutingType(RoutingType.ANYCAST)
            .setDurable(true)
            .setAutoCreated(true),
        true);
  }

  private AMQPStandardMessage message(String address, byte[] encoded) {
    AMQPStandardMessage message = new AMQPStandardMessage(0, encoded, null);
    message.setMessageID(server.getStorageManager().generateID());
    message.setAddress(SimpleString.of(address));
    return message;
  }
}
