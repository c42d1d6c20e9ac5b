package dev.lerwq.cosmos.peer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What was asked, read once. */
record Request(
    String verb, List<String> path, com.sun.net.httpserver.Headers headers, byte[] body) {

  static Request read(HttpExchange exchange) throws IOException {
    List<String> path =
        Arrays.stream(exchange.getRequestURI().getRawPath().split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList();
    return new Request(
        exchange.getRequestMethod(),
        path,
        exchange.getRequestHeaders(),
        exchange.getRequestBody().readAllBytes());
  }

  String header(String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  boolean flag(String name) {
    return header(name).equalsIgnoreCase("true");
  }

  /** What it asks, as far as verb, path and flags tell. */
  Operation operation() {
    if (path.isEmpty()) {
      return Operation.READ_ACCOUNT;
    }
    if (path.size() == 2) {
      return Operation.READ_DATABASE;
    }
    if (path.size() == 4) {
      return Operation.READ_CONTAINER;
    }
    if (path.size() == 5 && path.get(4).equals("pkranges")) {
      return Operation.READ_RANGES;
    }
    if (path.size() == 5) {
      if (flag("x-ms-cosmos-is-query-plan-request")) {
        return Operation.PLAN_QUERY;
      }
      return flag("x-ms-documentdb-isquery") ? Operation.QUERY : Operation.CREATE_ITEM;
    }
    return switch (verb) {
      case "DELETE" -> Operation.DELETE_ITEM;
      case "PUT" -> Operation.REPLACE_ITEM;
      default -> Operation.READ_ITEM;
    };
  }
}
