package dev.lerwq.bus.amqp;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.artemis.Addresses;
import dev.lerwq.bus.artemis.Wire;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A {@link Bus} on Apache Artemis over AMQP 1.0. A lease lasts as long as the connection; the
 * broker creates queues when they are used; attempts are limited here and not by the broker, so
 * that dead letters carry a reason. A remote broker's own limit ({@code max-delivery-attempts})
 * should be -1, or at least greater than {@link AmqpSettings#maxAttempts}.
 */
public final class AmqpBus implements Bus {
  private static final Logger LOG = Logger.getLogger(AmqpBus.class);
  private static final BusCapabilities CAPABILITIES =
      new BusCapabilities(false, false, false, true, false);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final AmqpSettings settings;
  private final Context context;
  private final Connection connection;
  private final Senders senders;
  private final Set<AmqpConsumer> consumers = new LinkedHashSet<>();
  private volatile boolean closed;

  /** Connects when first used. */
  public AmqpBus(Vertx vertx, AmqpSettings settings) {
    this.vertx = vertx;
    this.settings = Objects.requireNonNull(settings);
    // A context of our own: the caller's may be a worker, or belong to one request.
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.connection = new Connection(vertx, context, settings);
    this.senders = new Senders(vertx, connection, settings);
  }

  @Override
  public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
    String address;
    try {
      address = Addresses.of(destination, message);
    } catch (BusException refused) {
      return CompletableFuture.failedFuture(refused);
    }
    return onContext(() -> senders.send(address, Wire.encode(message)));
  }

  @Override
  public Duration publishTimeout() {
    return settings.publishTimeout();
  }

  @Override
  public Consumer consume(Source source) {
    AmqpConsumer consumer =
        new AmqpConsumer(
            source, new ConsumerParts(vertx, context, connection, senders, settings, this::forget));
    context.runOnContext(
        v -> {
          if (closed) {
            consumer.shut();
          } else {
            consumers.add(consumer);
            connection.add(consumer);
          }
        });
    return consumer;
  }

  private void forget(AmqpConsumer consumer) {
    consumers.remove(consumer);
    connection.remove(consumer);
  }

  @Override
  public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
    if (max <= 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    String address = Addresses.of(source);
    return onContext(
        () -> new Browse(vertx, connection, settings, address, afterSequence, max).start());
  }

  @Override
  public CompletionStage<Void> check(Destination destination) {
    return onContext(() -> senders.probe(destination.entity()));
  }

  @Override
  public BusCapabilities capabilities() {
    return CAPABILITIES;
  }

  private <T> CompletionStage<T> onContext(Supplier<CompletionStage<T>> action) {
    if (closed) {
      return CompletableFuture.failedFuture(new BusException.Unavailable("the bus is closed"));
    }
    return OnContext.run(context, action);
  }

  /** How many links there are to publish on. For tests. */
  CompletionStage<Integer> senderLinks() {
    return onContext(() -> CompletableFuture.completedFuture(senders.size()));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    CountDownLatch done = new CountDownLatch(1);
    context.runOnContext(
        v -> {
          new ArrayList<>(consumers).forEach(AmqpConsumer::shut);
          senders.close();
          connection.close(done::countDown);
        });
    if (Context.isOnEventLoopThread()) {
      return;
    }
    try {
      if (!done.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debugf("the bus at %s did not say goodbye", settings.peer());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
