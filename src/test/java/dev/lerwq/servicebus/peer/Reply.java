package dev.lerwq.servicebus.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.AmqpValue;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Properties;

/** Answers on request/response links. */
final class Reply {
  private Reply() {}

  static StoredMessage ok(StoredMessage request) {
    return of(request, 200, "OK", Map.of(), Encoding.encode(new AmqpValue<>(Map.of())));
  }

  static StoredMessage ok(StoredMessage request, Map<String, ?> body) {
    return of(request, 200, "OK", Map.of(), Encoding.encode(new AmqpValue<>(body)));
  }

  static StoredMessage ok(StoredMessage request, byte[] encodedBody) {
    return of(request, 200, "OK", Map.of(), encodedBody);
  }

  static StoredMessage of(StoredMessage request, int status, String text) {
    return of(request, status, text, Map.of(), Encoding.encode(new AmqpValue<>(Map.of())));
  }

  static StoredMessage failed(StoredMessage request, Failure why) {
    return of(
        request,
        why.status(),
        why.text(),
        Map.of("errorCondition", Symbol.valueOf(why.condition())),
        Encoding.encode(new AmqpValue<>(Map.of())));
  }

  private static StoredMessage of(
      StoredMessage request, int status, String text, Map<String, Object> more, byte[] body) {
    Map<String, Object> properties = new LinkedHashMap<>(more);
    properties.put("statusCode", status);
    properties.put("statusDescription", text);
    StoredMessage reply = new StoredMessage();
    reply.rawProperties =
        Encoding.encode(new Properties().setCorrelationId(request.properties.getMessageId()));
    reply.rawApplicationProperties = Encoding.encode(new ApplicationProperties(properties));
    reply.rawBody = body;
    return reply;
  }
}
