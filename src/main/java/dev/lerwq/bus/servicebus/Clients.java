package dev.lerwq.bus.servicebus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.SubQueue;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the Azure clients of one bus, which share one connection, when they are first needed.
 *
 * <p>None of them fetches ahead, completes or renews anything by itself.
 */
final class Clients {
  private final ServiceBusSettings settings;
  private final Timings timings;
  private final Map<Destination, Sending> senders = new HashMap<>();
  private final Map<Source, ServiceBusReceiverAsyncClient> peekers = new HashMap<>();
  private Optional<ServiceBusClientBuilder> builder = Optional.empty();
  private boolean closed;
  private volatile boolean everWorked;

  Clients(ServiceBusSettings settings, Timings timings) {
    this.settings = settings;
    this.timings = timings;
  }

  /** Notes that the namespace has answered: from now on its absence is an outage, not a typo. */
  void worked() {
    everWorked = true;
  }

  /**
   * Fails with {@link UnknownHostException} if the namespace never answered and its name cannot be
   * resolved; completes otherwise.
   */
  Mono<Void> resolve() {
    if (everWorked) {
      return Mono.empty();
    }
    return Mono.<Void>fromCallable(
            () -> {
              var unused = InetAddress.getByName(settings.host());
              return null;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  synchronized Sending sender(Destination to) {
    return senders.computeIfAbsent(
        to,
        unused ->
            new Sending(
                to.kind() == Destination.Kind.QUEUE
                    ? builder().sender().queueName(to.entity()).buildAsyncClient()
                    : builder().sender().topicName(to.entity()).buildAsyncClient()));
  }

  /** A client for management requests only; it stays, and keeps the shared connection open. */
  synchronized ServiceBusReceiverAsyncClient peeker(Source source) {
    Source whole =
        new Source(source.entity(), source.subscription(), Optional.empty(), source.deadLetters());
    return peekers.computeIfAbsent(whole, this::receiver);
  }

  /** A new client for a source without session. */
  synchronized ServiceBusReceiverAsyncClient receiver(Source source) {
    ServiceBusClientBuilder.ServiceBusReceiverClientBuilder receiver =
        builder()
            .receiver()
            .disableAutoComplete()
            .maxAutoLockRenewDuration(Duration.ZERO)
            .prefetchCount(0);
    source
        .subscription()
        .ifPresentOrElse(
            name -> receiver.topicName(source.entity()).subscriptionName(name),
            () -> receiver.queueName(source.entity()));
    if (source.deadLetters()) {
      receiver.subQueue(SubQueue.DEAD_LETTER_QUEUE);
    }
    return receiver.buildAsyncClient();
  }

  /** Locks a session, on a new link; fails if somebody holds it. */
  synchronized Mono<ServiceBusReceiverAsyncClient> session(String queue, String session) {
    return builder()
        .sessionReceiver()
        .queueName(queue)
        .disableAutoComplete()
        .maxAutoLockRenewDuration(Duration.ZERO)
        .prefetchCount(0)
        .buildAsyncClient()
        .acceptSession(session);
  }

  private ServiceBusClientBuilder builder() {
    if (closed) {
      throw new BusException.Unavailable("the bus is closed");
    }
    if (builder.isEmpty()) {
      builder = Optional.of(build());
    }
    return builder.get();
  }

  /** Without retries by the client: it waits for more than 4 s before the first. We retry. */
  private ServiceBusClientBuilder build() {
    ServiceBusClientBuilder made =
        new ServiceBusClientBuilder()
            .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(timings.publish()));
    try {
      if (settings.access() instanceof ServiceBusSettings.Access.Key key) {
        return made.connectionString(key.connectionString());
      }
      if (settings.access() instanceof ServiceBusSettings.Access.Identity identity) {
        return made.credential(settings.host(), identity.credential().get());
      }
      throw new IllegalStateException("no such access");
    } catch (IllegalArgumentException e) {
      // The cause may quote the connection string, so it goes no further.
      throw new BusException.Misconfigured(
          settings.option() + ": Service Bus does not accept this value; copy it from the portal");
    }
  }

  /** Closes what is shared. Blocks while links detach. */
  void close() {
    Map<Destination, Sending> oldSenders;
    Map<Source, ServiceBusReceiverAsyncClient> oldPeekers;
    synchronized (this) {
      closed = true;
      oldSenders = Map.copyOf(senders);
      oldPeekers = Map.copyOf(peekers);
      senders.clear();
      peekers.clear();
    }
    oldSenders.values().forEach(Sending::close);
    oldPeekers.values().forEach(ServiceBusReceiverAsyncClient::close);
  }
}
