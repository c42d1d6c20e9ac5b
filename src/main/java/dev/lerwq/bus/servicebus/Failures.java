package dev.lerwq.bus.servicebus;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.Source;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Turns what the client throws into what the port promises: one clear line, without secrets. */
final class Failures {
  private static final Map<ServiceBusFailureReason, AmqpErrorCondition> CONDITIONS =
      Map.of(
          ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED,
          AmqpErrorCondition.LINK_PAYLOAD_SIZE_EXCEEDED,
          ServiceBusFailureReason.SESSION_CANNOT_BE_LOCKED,
          AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED,
          ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND,
          AmqpErrorCondition.NOT_FOUND,
          ServiceBusFailureReason.MESSAGING_ENTITY_DISABLED,
          AmqpErrorCondition.ENTITY_DISABLED_ERROR,
          ServiceBusFailureReason.UNAUTHORIZED,
          AmqpErrorCondition.UNAUTHORIZED_ACCESS,
          ServiceBusFailureReason.MESSAGE_LOCK_LOST,
          AmqpErrorCondition.MESSAGE_LOCK_LOST,
          ServiceBusFailureReason.SESSION_LOCK_LOST,
          AmqpErrorCondition.SESSION_LOCK_LOST,
          ServiceBusFailureReason.SERVICE_BUSY,
          AmqpErrorCondition.SERVER_BUSY_ERROR,
          ServiceBusFailureReason.MESSAGE_NOT_FOUND,
          AmqpErrorCondition.MESSAGE_NOT_FOUND);

  private final ServiceBusSettings settings;

  Failures(ServiceBusSettings settings) {
    this.settings = settings;
  }

  /** Why a message could not be published. */
  BusException publishing(Destination destination, Throwable why) {
    if (is(why, ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED)) {
      return new BusException.Refused("the message is too large for " + destination, why);
    }
    if (notAllowed(why)) {
      return new BusException.Refused(
          destination + " does not take this message; a queue with sessions needs one on each",
          why);
    }
    String kind = destination.kind().name().toLowerCase(Locale.ROOT);
    return general(kind + " '" + destination + "'", why);
  }

  /** Why a source could not be read. */
  BusException receiving(Source source, Throwable why) {
    if (is(why, ServiceBusFailureReason.SESSION_CANNOT_BE_LOCKED)) {
      return new BusException.Unavailable(source + " is held by another consumer", why);
    }
    if (heldHere(why)) {
      return new BusException.Unavailable(
          source + " is held by another consumer of this process", why);
    }
    if (notAllowed(why)) {
      return new BusException.Misconfigured(wrongKind(source, why), why);
    }
    return general(described(source), why);
  }

  private String wrongKind(Source source, Throwable why) {
    String prefix = settings.option() + ": '" + source.entity() + "' in " + settings.host();
    if (source.session().isPresent()) {
      return prefix + " has no sessions; name a queue that requires sessions (buscomplete)";
    }
    if (said(why).contains("topic")) {
      return prefix + " is a topic; name one of its subscriptions too (busqueuesub)";
    }
    return prefix
        + " cannot be read this way; if it requires sessions it is no work queue, and if it is a"
        + " topic name one of its subscriptions (busqueuesub)";
  }

  private static String described(Source source) {
    return source
        .subscription()
        .map(s -> "subscription '" + s + "' of topic '" + source.entity() + "'")
        .orElse("queue '" + source.entity() + "'");
  }

  private BusException general(String entity, Throwable why) {
    Optional<BusException> known =
        find(why, BusException.class::isInstance).map(BusException.class::cast);
    if (known.isPresent()) {
      return known.get();
    }
    if (is(why, ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND)) {
      return BusException.Misconfigured.missing(
          settings.option()
              + ": "
              + settings.host()
              + ": there is no "
              + entity
              + "; create it, or correct its name",
          why);
    }
    if (is(why, ServiceBusFailureReason.MESSAGING_ENTITY_DISABLED)) {
      return misconfigured(entity + " is disabled; enable it", why);
    }
    if (is(why, ServiceBusFailureReason.UNAUTHORIZED)
        || find(why, ClientAuthenticationException.class::isInstance).isPresent()) {
      return misconfigured(
          "we may not use "
              + entity
              + "; check the key, or give our identity the role of a Service Bus data sender and"
              + " receiver",
          why);
    }
    if (find(why, CredentialUnavailableException.class::isInstance).isPresent()) {
      return misconfigured(
          "there is no identity to use; set AZURE_TENANT_ID, AZURE_CLIENT_ID and"
              + " AZURE_CLIENT_SECRET, or run where there is a managed identity",
          why);
    }
    if (find(why, UnknownHostException.class::isInstance).isPresent()
        || find(why, UnresolvedAddressException.class::isInstance).isPresent()) {
      return unresolved(why);
    }
    return new BusException.Unavailable(
        entity + " in " + settings.host() + " is not available: " + reason(why), why);
  }

  private BusException misconfigured(String what, Throwable why) {
    return new BusException.Misconfigured(
        settings.option() + ": " + settings.host() + ": " + what, why);
  }

  /** The namespace's name is unknown. */
  BusException unresolved(Throwable why) {
    return new BusException.Misconfigured(
        settings.option() + ": no host is called " + settings.host() + "; correct the namespace",
        why);
  }

  /** Why a lease could not be settled or renewed. */
  BusException settling(String message, Throwable why) {
    if (why instanceof BusException known) {
      return known;
    }
    if (lockLost(why)) {
      return new BusException.LeaseLost("the lock on " + message + " is lost", why);
    }
    return new BusException.Unavailable(
        "it is not known what became of " + message + ": " + reason(why), why);
  }

  /** The client shows {@code amqp:not-allowed} as an operation that is not supported. */
  private static boolean notAllowed(Throwable why) {
    return is(why, AmqpErrorCondition.NOT_ALLOWED)
        || find(why, UnsupportedOperationException.class::isInstance).isPresent();
  }

  static boolean throttled(Throwable why) {
    return is(why, ServiceBusFailureReason.SERVICE_BUSY);
  }

  static boolean heldHere(Throwable why) {
    return find(why, SessionLocks.HeldHere.class::isInstance).isPresent();
  }

  static boolean sessionTaken(Throwable why) {
    return is(why, ServiceBusFailureReason.SESSION_CANNOT_BE_LOCKED);
  }

  static boolean lockLost(Throwable why) {
    return is(why, ServiceBusFailureReason.MESSAGE_LOCK_LOST)
        || is(why, ServiceBusFailureReason.SESSION_LOCK_LOST)
        || is(why, ServiceBusFailureReason.MESSAGE_NOT_FOUND);
  }

  private static String reason(Throwable why) {
    if (why instanceof TimeoutException) {
      return "no answer in time";
    }
    String text = Optional.ofNullable(why.getMessage()).orElse(why.getClass().getSimpleName());
    return text.lines().findFirst().orElse("").split(", errorContext", 2)[0];
  }

  private static String said(Throwable why) {
    return String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
  }

  /** Some operations throw the AMQP exception as it is, without a reason. */
  private static boolean is(Throwable why, ServiceBusFailureReason reason) {
    return find(why, t -> t instanceof ServiceBusException e && reason.equals(e.getReason()))
            .isPresent()
        || is(why, CONDITIONS.get(reason));
  }

  private static boolean is(Throwable why, AmqpErrorCondition condition) {
    return find(why, t -> t instanceof AmqpException e && e.getErrorCondition() == condition)
        .isPresent();
  }

  private static Optional<Throwable> find(Throwable why, Predicate<Throwable> wanted) {
    Throwable each = why;
    for (int depth = 0; each != null && depth < 12; depth++) {
      if (wanted.test(each)) {
        return Optional.of(each);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }
}
