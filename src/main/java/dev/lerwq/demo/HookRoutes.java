package dev.lerwq.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.demo.RestServer.Refusal;
import dev.lerwq.demo.RestServer.Reply;
import dev.lerwq.demo.RestServer.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The part of the REST API that is about the App's own webhook. */
final class HookRoutes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Webhooks webhooks;

  HookRoutes(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  void addTo(RestServer server, UnaryOperator<RestServer.Handler> asApp) {
    server.route("GET", "/app/hook/config", asApp.apply(request -> Reply.of(200, config())));
    server.route("GET", "/app/hook/deliveries", asApp.apply(this::deliveries));
    server.route("POST", "/app/hook/deliveries/(\\d+)/attempts", asApp.apply(this::attempt));
  }

  private ObjectNode config() {
    return JSON.objectNode()
        .put("content_type", "json")
        .put("insecure_ssl", "0")
        .put("secret", "********")
        .put("url", webhooks.target());
  }

  /** Newest first; the cursor is the id of the last delivery that was shown. */
  private Reply deliveries(Request request) {
    List<Webhooks.Delivery> all = new ArrayList<>(webhooks.deliveries());
    Collections.reverse(all);
    long cursor = Long.parseLong(request.query().getOrDefault("cursor", "" + Long.MAX_VALUE));
    int size = Math.min(100, Integer.parseInt(request.query().getOrDefault("per_page", "30")));
    List<Webhooks.Delivery> rest = all.stream().filter(d -> d.id() < cursor).toList();
    List<Webhooks.Delivery> page = rest.subList(0, Math.min(size, rest.size()));
    var body = JSON.arrayNode();
    page.forEach(delivery -> body.add(shown(delivery)));
    if (page.size() == rest.size()) {
      return Reply.of(200, body);
    }
    long last = page.get(page.size() - 1).id();
    String url = request.base() + request.path() + "?per_page=" + size + "&cursor=" + last;
    return new Reply(200, Optional.of(body), Map.of("link", "<" + url + ">; rel=\"next\""));
  }

  private Reply attempt(Request request) throws Refusal {
    if (!webhooks.redeliver(request.number(0))) {
      throw new Refusal(404, "Not Found");
    }
    return Reply.of(202, JSON.objectNode());
  }

  private static ObjectNode shown(Webhooks.Delivery delivery) {
    return JSON.objectNode()
        .put("id", delivery.id())
        .put("guid", delivery.guid())
        .put("delivered_at", delivery.at().toString())
        .put("redelivery", delivery.redelivery())
        .put("duration", delivery.took().toMillis() / 1000.0)
        .put("status", delivery.status() / 100 == 2 ? "OK" : delivery.answer())
        .put("status_code", delivery.status())
        .put("event", delivery.event())
        .put("action", delivery.action().orElse(null));
  }
}
