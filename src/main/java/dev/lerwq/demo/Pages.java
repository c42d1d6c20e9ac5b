package dev.lerwq.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lerwq.demo.RestServer.Reply;
import dev.lerwq.demo.RestServer.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Lists, a page at a time. */
final class Pages {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Pages() {}

  static <T> Reply of(
      Request request, Optional<String> field, List<T> all, Function<T, JsonNode> shown) {
    int size = Math.min(100, number(request, "per_page", 30));
    int page = number(request, "page", 1);
    int from = Math.min(all.size(), (page - 1) * size);
    int to = Math.min(all.size(), from + size);
    ArrayNode items = JSON.arrayNode();
    all.subList(from, to).forEach(item -> items.add(shown.apply(item)));
    JsonNode body = items;
    if (field.isPresent()) {
      body = JSON.objectNode().put("total_count", all.size()).set(field.get(), items);
    }
    return new Reply(200, Optional.of(body), links(request, page, size, to < all.size()));
  }

  private static Map<String, String> links(Request request, int page, int size, boolean more) {
    String name = request.query().containsKey("name") ? "&name=" + request.query().get("name") : "";
    String url = request.base() + request.path() + "?per_page=" + size + name + "&page=";
    String links = page > 1 ? "<" + url + (page - 1) + ">; rel=\"prev\"" : "";
    if (more) {
      links += (links.isEmpty() ? "" : ", ") + "<" + url + (page + 1) + ">; rel=\"next\"";
    }
    return links.isEmpty() ? Map.of() : Map.of("link", links);
  }

  private static int number(Request request, String name, int otherwise) {
    return Integer.parseInt(request.query().getOrDefault(name, Integer.toString(otherwise)));
  }
}
