package dev.lerwq.bus.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/**
 * Gives messages back with the AMQP outcome {@code released}, which does not count as an attempt.
 *
 * <p>The client can do so and uses it for messages that come after a synchronous receive has timed
 * out, but offers it to nobody else. Where it cannot be reached, or the message's link is gone, the
 * message is abandoned, which gives it back too and counts.
 */
final class Releasing {
  private static final Logger LOG = Logger.getLogger(Releasing.class);
  private static final Optional<Method> RELEASE = find();

  private Releasing() {}

  private static Optional<Method> find() {
    try {
      Method method =
          ServiceBusReceiverAsyncClient.class.getDeclaredMethod(
              "release", ServiceBusReceivedMessage.class);
      method.setAccessible(true);
      return Optional.of(method);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debugf("the Service Bus client does not let us release messages: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether released messages go back uncounted. */
  static boolean isUncounted() {
    return RELEASE.isPresent();
  }

  static Mono<Void> release(
      ServiceBusReceiverAsyncClient client, ServiceBusReceivedMessage message) {
    return RELEASE
        .map(method -> invoke(method, client, message))
        .orElseGet(() -> client.abandon(message))
        .onErrorResume(why -> !Failures.lockLost(why), why -> client.abandon(message));
  }

  private static Mono<Void> invoke(
      Method method, ServiceBusReceiverAsyncClient client, ServiceBusReceivedMessage message) {
    try {
      return ((Mono<?>) method.invoke(client, message)).then();
    } catch (IllegalAccessException e) {
      return Mono.error(e);
    } catch (InvocationTargetException e) {
      return Mono.error(e.getCause());
    }
  }
}
