package dev.lerwq.servicebus.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.qpid.protonj2.types.Binary;

/** The operations of one entity's {@code $management} node. */
final class Management {
  private final Entity entity;

  Management(Entity entity) {
    this.entity = entity;
  }

  StoredMessage answer(StoredMessage request) {
    String operation = String.valueOf(request.applicationProperties.get("operation"));
    Map<?, ?> body = Encoding.value(request.rawBody) instanceof Map<?, ?> map ? map : Map.of();
    if (operation.equals("com.microsoft:schedule-message")) {
      return schedule(request, body);
    }
    if (!(entity instanceof QueueEntity queue)) {
      return Reply.failed(request, Failure.notAllowed("A topic has no messages: " + operation));
    }
    return switch (operation) {
      case "com.microsoft:renew-lock" -> renewLocks(queue, request, body);
      case "com.microsoft:renew-session-lock" -> renewSession(queue, request, body);
      case "com.microsoft:peek-message" -> peek(queue, request, body);
      case "com.microsoft:update-disposition" -> settle(queue, request, body);
      case "com.microsoft:receive-by-sequence-number" -> receive(queue, request, body);
      case "com.microsoft:cancel-scheduled-message" -> cancel(queue, request, body);
      case "com.microsoft:set-session-state" -> setState(queue, request, body);
      case "com.microsoft:get-session-state" -> state(queue, request, body);
      default ->
          Reply.failed(
              request, new Failure(501, "amqp:not-implemented", "No such operation: " + operation));
    };
  }

  private static StoredMessage renewLocks(
      QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    List<Long> until = new ArrayList<>();
    for (UUID token : tokens(body)) {
      Optional<StoredMessage> message = queue.locked(token);
      if (message.isEmpty()) {
        return Reply.failed(request, Failure.lockLost(false));
      }
      queue.extend(message.get(), queue.clock().millis() + queue.options().lock().toMillis());
      message.get().lock.ifPresent(lock -> until.add(lock.until()));
    }
    return Reply.ok(request, Encoding.timestamps("expirations", until));
  }

  private static StoredMessage renewSession(
      QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    return queue
        .sessions()
        .renew(String.valueOf(body.get("session-id")))
        .map(until -> Reply.ok(request, Map.of("expiration", new Date(until))))
        .orElseGet(() -> Reply.failed(request, Failure.lockLost(true)));
  }

  private static StoredMessage peek(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    long from = number(body, "from-sequence-number");
    List<Map<String, Object>> found =
        queue.all().tailMap(from, true).values().stream()
            .filter(
                m ->
                    body.get("session-id") == null
                        || m.session().equals(Optional.of(body.get("session-id"))))
            .limit(number(body, "message-count"))
            .map(m -> Map.<String, Object>of("message", new Binary(m.encode())))
            .toList();
    return found.isEmpty()
        ? Reply.of(request, 204, "No content")
        : Reply.ok(request, Map.of("messages", found));
  }

  private static StoredMessage settle(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    for (UUID token : tokens(body)) {
      Optional<StoredMessage> held = queue.locked(token);
      if (held.isEmpty()) {
        return Reply.failed(request, Failure.lockLost(queue.options().sessions()));
      }
      StoredMessage message = held.get();
      switch (String.valueOf(body.get("disposition-status"))) {
        case "completed" -> queue.remove(message);
        case "abandoned" -> queue.unlock(message, true);
        case "defered" -> queue.defer(message);
        case "suspended" -> queue.deadLetter(message, reasons(body));
        default -> {
          return Reply.failed(
              request, new Failure(400, "com.microsoft:argument-error", "disposition-status"));
        }
      }
    }
    queue.pump();
    return Reply.ok(request);
  }

  private static Map<String, Object> reasons(Map<?, ?> body) {
    Map<String, Object> reasons = new HashMap<>();
    reasons.put("DeadLetterReason", body.get("deadletter-reason"));
    reasons.put("DeadLetterErrorDescription", body.get("deadletter-description"));
    return reasons;
  }

  private StoredMessage receive(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    List<Map<String, Object>> found = new ArrayList<>();
    long now = queue.clock().millis();
    for (long sequence : sequences(body)) {
      StoredMessage message = queue.all().get(sequence);
      if (message == null
          || message.state != StoredMessage.State.DEFERRED
          || message.lockedAt(now)) {
        return Reply.failed(
            request,
            new Failure(404, "com.microsoft:message-not-found", "No deferred " + sequence));
      }
      Map<String, Object> entry = new HashMap<>();
      if (number(body, "receiver-settle-mode") == 1) {
        StoredMessage.Lock lock =
            queue.lock(message, this, now + queue.options().lock().toMillis());
        entry.put("lock-token", lock.token());
      } else {
        queue.remove(message);
      }
      entry.put("message", new Binary(message.encode()));
      found.add(entry);
    }
    return Reply.ok(request, Map.of("messages", found));
  }

  private StoredMessage schedule(StoredMessage request, Map<?, ?> body) {
    List<Long> sequences = new ArrayList<>();
    for (Object each : (List<?>) body.get("messages")) {
      Binary encoded = (Binary) ((Map<?, ?>) each).get("message");
      sequences.add(entity.publish(StoredMessage.parse(encoded.asByteArray(), false).get(0)));
    }
    long[] array = sequences.stream().mapToLong(Long::longValue).toArray();
    return Reply.ok(request, Map.of("sequence-numbers", array));
  }

  private static StoredMessage cancel(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    for (long sequence : sequences(body)) {
      Optional.ofNullable(queue.all().get(sequence))
          .filter(m -> m.state == StoredMessage.State.SCHEDULED)
          .ifPresent(queue::remove);
    }
    return Reply.ok(request);
  }

  private static StoredMessage setState(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    Optional<byte[]> state =
        body.get("session-state") instanceof Binary binary
            ? Optional.of(binary.asByteArray())
            : Optional.empty();
    queue.sessions().setState(String.valueOf(body.get("session-id")), state);
    return Reply.ok(request);
  }

  private static StoredMessage state(QueueEntity queue, StoredMessage request, Map<?, ?> body) {
    Map<String, Object> reply = new HashMap<>();
    reply.put(
        "session-state",
        queue
            .sessions()
            .state(String.valueOf(body.get("session-id")))
            .map(Binary::new)
            .orElse(null));
    return Reply.ok(request, reply);
  }

  private static List<UUID> tokens(Map<?, ?> body) {
    return Arrays.stream((Object[]) body.get("lock-tokens")).map(UUID.class::cast).toList();
  }

  private static long number(Map<?, ?> body, String key) {
    return ((Number) body.get(key)).longValue();
  }

  private static long[] sequences(Map<?, ?> body) {
    Object value = body.get("sequence-numbers");
    return value instanceof long[] longs
        ? longs
        : Arrays.stream((Object[]) value).mapToLong(n -> ((Number) n).longValue()).toArray();
  }
}
