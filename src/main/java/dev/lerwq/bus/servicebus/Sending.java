package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Sends to one destination. The link is attached once for all who wait for it: left to itself, the
 * client attaches one for each message that is sent before the first is ready.
 */
final class Sending {
  private final ServiceBusSenderAsyncClient client;
  private Optional<Mono<Void>> attached = Optional.empty();

  Sending(ServiceBusSenderAsyncClient client) {
    this.client = client;
  }

  Mono<Void> send(ServiceBusMessage message) {
    return Mono.defer(this::attach)
        .then(Mono.defer(() -> client.sendMessage(message)))
        .doOnError(why -> detached());
  }

  /** Attaches, if the link is not attached. */
  Mono<Void> check() {
    return Mono.fromRunnable(this::detached).then(Mono.defer(this::attach));
  }

  private synchronized Mono<Void> attach() {
    if (attached.isEmpty()) {
      attached =
          Optional.of(client.createMessageBatch().doOnError(why -> detached()).then().cache());
    }
    return attached.get();
  }

  private synchronized void detached() {
    attached = Optional.empty();
  }

  /** Blocks while the link detaches. */
  void close() {
    client.close();
  }
}
