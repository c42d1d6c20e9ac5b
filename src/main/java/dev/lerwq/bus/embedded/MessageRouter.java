package dev.lerwq.bus.embedded;

import dev.lerwq.bus.artemis.Addresses;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;

/**
 * Puts messages into their queues as if they had come over the network: by the broker's own
 * routing, memory of ids, paging and journal. What the journal then does belongs to the operation
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

  /** The queue was removed between being looked up and being written to. */
  static final class VanishedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** For several messages, which are there when it is committed. */
  Transaction begin() {
    return new TransactionImpl(server.getStorageManager());
  }

  /**
   * Routes one message. A duplicate counts as put where the first one was, which that one sees to.
   *
   * @param transaction null for a message without an id. If this fails, it is to be rolled back, or
   *     the id will be taken for one that has been seen
   * @throws VanishedException if the message is in no queue
   */
  Place route(String address, byte[] encoded, Transaction transaction) throws Exception {
    Queue queue = queue(address);
    AMQPStandardMessage message = message(address, encoded);
    if (isDuplicate(address, message, transaction)) {
      return () -> true;
    }
    RoutingContextImpl routing = new RoutingContextImpl(transaction);
    routing.setAddress(SimpleString.of(Addresses.entity(address)));
    routing.setRoutingType(RoutingType.ANYCAST);
    // The id has been added above; a duplicate that Artemis found would end the whole transaction.
    routing.setDuplicateDetection(false);
    if (server.getPostOffice().route(message, routing, false) == RoutingStatus.NO_BINDINGS) {
      throw new VanishedException();
    }
    return () -> server.locateQueue(queue.getName()) == queue;
  }

  /** Takes its id, if any, out of those that have been seen: the message went nowhere. */
  void forget(String address, byte[] encoded) throws Exception {
    byte[] id = message(address, encoded).getDuplicateIDBytes();
    if (id != null) {
      seenBy(address).deleteFromCache(id);
    }
  }

  private boolean isDuplicate(String address, AMQPStandardMessage message, Transaction transaction)
      throws Exception {
    byte[] id = message.getDuplicateIDBytes();
    if (id == null) {
      return false;
    }
    DuplicateIDCache seen = seenBy(address);
    if (seen.contains(id)) {
      return true;
    }
    seen.addToCache(id, transaction, true);
    return false;
  }

  /** It is by the entity's name, not the queue's, that ids are remembered. */
  private DuplicateIDCache seenBy(String address) {
    return server.getPostOffice().getDuplicateIDCache(SimpleString.of(Addresses.entity(address)));
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
