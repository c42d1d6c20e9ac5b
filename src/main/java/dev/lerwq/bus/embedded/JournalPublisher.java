package dev.lerwq.bus.embedded;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.artemis.Addresses;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.jboss.logging.Logger;

/**
 * Puts messages into the broker of this process without a connection to it. A message goes through
 * the same routing, duplicate detection, paging and journal as one that came over the network, and
 * is confirmed when all of it is on disk. Those in flight at the same time share one {@code
 * fdatasync}.
 */
final class JournalPublisher {
  private static final Logger LOG = Logger.getLogger(JournalPublisher.class);
  private static final int MOST_PENDING = 20_000;

  /** How often a queue may vanish under one message; once is very unlikely already. */
  private static final int TRIES = 3;

  private final ActiveMQServer server;
  private final Duration timeout;
  private final StorageManager storage;

  /** One message after the other, because the order of an entity is the order of its journal. */
  private final Executor turns;

  private final OperationContext context;
  private final AtomicInteger pending = new AtomicInteger();

  JournalPublisher(ActiveMQServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    this.storage = server.getStorageManager();
    this.turns = server.getExecutorFactory().getExecutor();
    this.context = storage.newContext(server.getExecutorFactory().getExecutor());
  }

  /**
   * @param address as {@link Addresses} has it
   * @param message its bytes in AMQP's encoding
   * @return fails with {@link BusException.Unavailable} if it is not known in time that the message
   *     is on disk
   */
  CompletionStage<Void> publish(String address, byte[] message) {
    CompletableFuture<Void> onDisk = new CompletableFuture<>();
    if (pending.incrementAndGet() > MOST_PENDING) {
      onDisk.completeExceptionally(
          new BusException.Unavailable(MOST_PENDING + " messages are waiting for the disk"));
    } else {
      try {
        turns.execute(() -> take(new Taking(address, message, onDisk), TRIES));
      } catch (RejectedExecutionException e) {
        onDisk.completeExceptionally(stopped(e));
      }
    }
    return inTime(address, onDisk);
  }

  private CompletionStage<Void> inTime(String address, CompletableFuture<Void> onDisk) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    var unused =
        onDisk
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (done, failure) -> {
                  pending.decrementAndGet();
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(
                        failure instanceof TimeoutException ? late(address, failure) : failure);
                  }
                });
    return answer;
  }

  private BusException late(String address, Throwable cause) {
    return new BusException.Unavailable(
        "the disk has not taken a message for " + address + " in " + timeout, cause);
  }

  private record Taking(String address, byte[] message, CompletableFuture<Void> onDisk) {
    void refused(BusException why) {
      onDisk.completeExceptionally(why);
    }
  }

  private void take(Taking taking, int triesLeft) {
    Optional<BusException> obstacle = obstacle(taking, triesLeft);
    if (obstacle.isPresent()) {
      taking.refused(obstacle.get());
      return;
    }
    storage.setContext(context);
    try {
      Queue queue = queue(taking.address());
      if (route(taking)) {
        storage.afterCompleteOperations(confirmation(taking, queue, triesLeft));
      } else {
        again(taking, triesLeft);
      }
    } catch (Exception e) {
      LOG.debugf(e, "%s did not take a message", taking.address());
      taking.refused(
          new BusException.Unavailable(taking.address() + " does not take messages now: " + e, e));
    } finally {
      storage.clearContext();
    }
  }

  private Optional<BusException> obstacle(Taking taking, int triesLeft) {
    if (!server.isStarted()) {
      return Optional.of(stopped(null));
    }
    if (server.getPagingManager().isDiskFull()) {
      return Optional.of(
          new BusException.Unavailable("the disk of the embedded bus is too full for messages"));
    }
    return triesLeft > 0
        ? Optional.empty()
        : Optional.of(
            new BusException.Unavailable("the queue of " + taking.address() + " does not last"));
  }

  /** The broker tidied the queue away at the very moment at which it was needed again. */
  private void again(Taking taking, int triesLeft) throws Exception {
    byte[] id = message(taking).getDuplicateIDBytes();
    if (id != null) {
      // Else the next try would be dropped as a duplicate of one that went nowhere.
      server
          .getPostOffice()
          .getDuplicateIDCache(SimpleString.of(taking.address()))
          .deleteFromCache(id);
    }
    turns.execute(() -> take(taking, triesLeft - 1));
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

  /** Whether the message found its queue, this time or (a duplicate) earlier. */
  private boolean route(Taking taking) throws Exception {
    AMQPStandardMessage message = message(taking);
    RoutingContextImpl routing = new RoutingContextImpl(null);
    routing.setAddress(message.getAddressSimpleString());
    routing.setRoutingType(RoutingType.ANYCAST);
    try {
      return server.getPostOffice().route(message, routing, false) != RoutingStatus.NO_BINDINGS;
    } catch (Exception e) {
      Transaction begun = routing.getTransaction();
      if (begun != null) {
        // Takes the id out of those that have been seen.
        begun.rollback();
      }
      throw e;
    }
  }

  private AMQPStandardMessage message(Taking taking) {
    AMQPStandardMessage message = new AMQPStandardMessage(0, taking.message(), null);
    message.setMessageID(storage.generateID());
    message.setAddress(SimpleString.of(taking.address()));
    return message;
  }

  private IOCallback confirmation(Taking taking, Queue queue, int triesLeft) {
    return new IOCallback() {
      @Override
      public void done() {
        try {
          if (server.locateQueue(queue.getName()) == queue) {
            taking.onDisk().complete(null);
          } else {
            again(taking, triesLeft);
          }
        } catch (Exception e) {
          taking.refused(stopped(e));
        }
      }

      @Override
      public void onError(int code, String message) {
        taking.refused(
            new BusException.Unavailable("the disk of the embedded bus failed: " + message));
      }
    };
  }

  private static BusException stopped(Exception cause) {
    return new BusException.Unavailable("the embedded bus has been stopped", cause);
  }
}
