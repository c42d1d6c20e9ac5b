package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import dev.lerwq.bus.Bus;
import dev.lerwq.bus.BusCapabilities;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Azure Service Bus.
 *
 * <p>Locks are ended by the broker's clock and watched by this machine's: keep that one set.
 */
public final class ServiceBusBus implements Bus {
  private static final BusCapabilities CAPABILITIES =
      new BusCapabilities(true, true, true, false, true);

  private final Workshop workshop;
  private final Set<ServiceBusConsumer> consumers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Connects to nothing yet. */
  public ServiceBusBus(ServiceBusSettings settings) {
    this(settings, Timings.standard());
  }

  ServiceBusBus(ServiceBusSettings settings, Timings timings) {
    this.workshop = new Workshop(settings, timings);
  }

  @Override
  public CompletionStage<Void> publish(Destination destination, OutboundMessage message) {
    Objects.requireNonNull(message);
    return request(
        workshop::ask,
        () -> workshop.clients().sender(destination).send(MessageMapping.outbound(message)),
        why -> workshop.failures().publishing(destination, why));
  }

  @Override
  public Duration publishTimeout() {
    return workshop.timings().publish();
  }

  @Override
  public Consumer consume(Source source) {
    ServiceBusConsumer consumer =
        new ServiceBusConsumer(Objects.requireNonNull(source), workshop, consumers::remove);
    consumers.add(consumer);
    if (closed) {
      consumer.close();
    }
    return consumer;
  }

  @Override
  public CompletionStage<List<InboundMessage>> peek(Source source, long afterSequence, int max) {
    return request(
        workshop::ask,
        () -> peekFrom(source, afterSequence + 1, max),
        why -> workshop.failures().receiving(source, why));
  }

  /** A session's messages lie scattered among the queue's: goes on until there are some. */
  private Mono<List<InboundMessage>> peekFrom(Source source, long sequence, int max) {
    return workshop
        .clients()
        .peeker(source)
        .peekMessages(max, sequence)
        .collectList()
        .flatMap(
            page -> {
              List<InboundMessage> wanted = wanted(source, page);
              if (!wanted.isEmpty() || page.isEmpty()) {
                return Mono.just(wanted);
              }
              long last = page.get(page.size() - 1).getSequenceNumber();
              return peekFrom(source, last + 1, max);
            });
  }

  private static List<InboundMessage> wanted(Source source, List<ServiceBusReceivedMessage> page) {
    return page.stream()
        .map(MessageMapping::peeked)
        .filter(m -> source.session().isEmpty() || m.session().equals(source.session()))
        .toList();
  }

  /** Attaches a sender, if none is. */
  @Override
  public CompletionStage<Void> check(Destination destination) {
    return request(
        workshop::ask,
        () -> workshop.clients().sender(destination).check(),
        why -> workshop.failures().publishing(destination, why));
  }

  @Override
  public BusCapabilities capabilities() {
    return CAPABILITIES;
  }

  private <T> CompletionStage<T> request(
      Function<Mono<T>, CompletableFuture<T>> way,
      Supplier<Mono<T>> request,
      Function<Throwable, BusException> failure) {
    if (closed) {
      return CompletableFuture.failedFuture(new BusException.Unavailable("the bus is closed"));
    }
    return way.apply(workshop.persistently(Mono.defer(request), failure))
        .exceptionallyCompose(why -> explain(unwrapped(why), failure));
  }

  /** Nothing is called unavailable that cannot even be found. */
  private <T> CompletableFuture<T> explain(
      Throwable why, Function<Throwable, BusException> failure) {
    BusException given = failure.apply(why);
    if (!(given instanceof BusException.Unavailable)) {
      return CompletableFuture.failedFuture(given);
    }
    return workshop
        .clients()
        .resolve()
        .timeout(workshop.timings().arrival())
        .onErrorMap(
            unresolved -> {
              BusException better = failure.apply(unresolved);
              return better instanceof BusException.Misconfigured ? better : given;
            })
        .then(Mono.<T>error(given))
        .toFuture();
  }

  private static Throwable unwrapped(Throwable why) {
    return why instanceof CompletionException
        ? Optional.ofNullable(why.getCause()).orElse(why)
        : why;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    List.copyOf(consumers).forEach(ServiceBusConsumer::close);
    workshop.close();
  }
}
