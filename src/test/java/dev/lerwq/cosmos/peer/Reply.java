package dev.lerwq.cosmos.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer under way. */
record Reply(int status, JsonNode body, Map<String, String> headers) {

  static Reply of(int status, JsonNode body) {
    return new Reply(status, body, new LinkedHashMap<>());
  }

  static Reply error(int status, String message) {
    String code =
        switch (status) {
          case 400 -> "BadRequest";
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 404 -> "NotFound";
          case 409 -> "Conflict";
          case 412 -> "PreconditionFailed";
          case 429 -> "429";
          default -> "InternalServerError";
        };
    return of(
        status, JsonNodeFactory.instance.objectNode().put("code", code).put("message", message));
  }

  Reply with(String header, String value) {
    headers.put(header, value);
    return this;
  }
}
