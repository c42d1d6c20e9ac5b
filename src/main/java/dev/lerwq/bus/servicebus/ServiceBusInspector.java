package dev.lerwq.bus.servicebus;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationAsyncClient;
import com.azure.messaging.servicebus.administration.ServiceBusAdministrationClientBuilder;
import com.azure.messaging.servicebus.administration.models.EntityStatus;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import com.azure.messaging.servicebus.administration.models.RuleProperties;
import com.azure.messaging.servicebus.administration.models.SubscriptionProperties;
import com.azure.messaging.servicebus.administration.models.TopicProperties;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.EntityInspector;
import dev.lerwq.bus.EntitySetup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/**
 * Asks the namespace over HTTPS, for which a key needs the right {@code Manage} and an identity the
 * role of a Service Bus data owner.
 *
 * @see <a href="https://learn.microsoft.com/en-us/rest/api/servicebus/get-entity">Get entity, in
 *     the REST reference of Service Bus</a>
 */
public final class ServiceBusInspector implements EntityInspector {
  private static final int FORBIDDEN = 403;

  private final ServiceBusSettings settings;
  private final ServiceBusAdministrationAsyncClient client;

  /** Asks nothing yet. */
  public ServiceBusInspector(ServiceBusSettings settings) {
    this(settings, List.of());
  }

  ServiceBusInspector(ServiceBusSettings settings, List<HttpPipelinePolicy> policies) {
    this.settings = settings;
    ServiceBusAdministrationClientBuilder builder = new ServiceBusAdministrationClientBuilder();
    policies.forEach(builder::addPolicy);
    if (settings.access() instanceof ServiceBusSettings.Access.Key key) {
      builder.connectionString(key.connectionString());
    } else if (settings.access() instanceof ServiceBusSettings.Access.Identity identity) {
      builder.credential(settings.host(), identity.credential().get());
    }
    this.client = builder.buildAsyncClient();
  }

  @Override
  public CompletionStage<Optional<EntitySetup>> entity(String name) {
    return answer(found(client.getTopic(name)).map(ServiceBusInspector::setup))
        .switchIfEmpty(answer(found(client.getQueue(name)).map(ServiceBusInspector::setup)))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .toFuture();
  }

  @Override
  public CompletionStage<Optional<EntitySetup>> subscription(String topic, String name) {
    Mono<List<EntitySetup.Rule>> rules =
        client.listRules(topic, name).map(ServiceBusInspector::rule).collectList();
    return answer(
            found(client.getSubscription(topic, name))
                .flatMap(subscription -> rules.map(all -> setup(subscription, all))))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .toFuture();
  }

  /**
   * Empty if nothing of this kind has this name. Asked for a topic where there is a queue, or the
   * other way round, the client stumbles over the description that is not there.
   */
  private static <T> Mono<T> found(Mono<T> asked) {
    return asked.onErrorResume(
        e -> e instanceof ResourceNotFoundException || e instanceof NullPointerException,
        e -> Mono.empty());
  }

  private <T> Mono<T> answer(Mono<T> asked) {
    return asked.onErrorMap(why -> !(why instanceof BusException), this::failure);
  }

  private BusException failure(Throwable why) {
    boolean refused =
        why instanceof ClientAuthenticationException
            || (why instanceof HttpResponseException e
                && e.getResponse() != null
                && e.getResponse().getStatusCode() == FORBIDDEN);
    if (refused) {
      return new BusException.Misconfigured(
          settings.option()
              + ": "
              + settings.host()
              + ": we may not read how entities are set up; that takes a key with the right Manage,"
              + " or the role of a Service Bus data owner",
          why);
    }
    String text = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    return new BusException.Unavailable(
        settings.host() + " did not tell how its entities are set up: " + text, why);
  }

  private static EntitySetup setup(TopicProperties topic) {
    return new EntitySetup(
        EntitySetup.Kind.TOPIC,
        EntityStatus.ACTIVE.equals(topic.getStatus()),
        false,
        topic.getDefaultMessageTimeToLive(),
        topic.isDuplicateDetectionRequired()
            ? Optional.of(topic.getDuplicateDetectionHistoryTimeWindow())
            : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static EntitySetup setup(QueueProperties queue) {
    return new EntitySetup(
        EntitySetup.Kind.QUEUE,
        EntityStatus.ACTIVE.equals(queue.getStatus()),
        queue.isSessionRequired(),
        queue.getDefaultMessageTimeToLive(),
        queue.isDuplicateDetectionRequired()
            ? Optional.of(queue.getDuplicateDetectionHistoryTimeWindow())
            : Optional.empty(),
        Optional.of(queue.getLockDuration()),
        Optional.of(queue.getMaxDeliveryCount()),
        List.of());
  }

  private static EntitySetup setup(
      SubscriptionProperties subscription, List<EntitySetup.Rule> rules) {
    return new EntitySetup(
        EntitySetup.Kind.SUBSCRIPTION,
        EntityStatus.ACTIVE.equals(subscription.getStatus()),
        subscription.isSessionRequired(),
        subscription.getDefaultMessageTimeToLive(),
        Optional.empty(),
        Optional.of(subscription.getLockDuration()),
        Optional.of(subscription.getMaxDeliveryCount()),
        rules);
  }

  private static EntitySetup.Rule rule(RuleProperties rule) {
    return SubjectRules.of(rule.getFilter());
  }

  /** The client holds nothing open. */
  @Override
  public void close() {}
}
