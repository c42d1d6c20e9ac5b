package dev.lerwq.cosmos.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers operations on databases, containers and items. */
final class Account {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUERY_ALL = "SELECT * FROM c";

  final Map<String, Map<String, Container>> databases = new ConcurrentHashMap<>();

  Reply answer(Operation operation, Request request, String endpoint) throws IOException {
    if (operation == Operation.READ_ACCOUNT) {
      return Reply.of(200, description(endpoint));
    }
    if (operation == Operation.READ_DATABASE) {
      String name = request.path().get(1);
      return databases.containsKey(name)
          ? Reply.of(200, JSON.createObjectNode().put("id", name).put("_rid", "cGVlcg=="))
          : Reply.error(404, "Owner resource does not exist").with("x-ms-substatus", "0");
    }
    Optional<Container> container = container(request.path());
    if (container.isEmpty()) {
      return Reply.error(404, "Owner resource does not exist")
          .with("x-ms-substatus", operation == Operation.READ_CONTAINER ? "0" : "1003");
    }
    Container c = container.get();
    return switch (operation) {
      case READ_CONTAINER -> Reply.of(200, describe(c)).with("etag", "\"" + c.resourceId + "\"");
      case READ_RANGES -> ranges(c, request);
      case PLAN_QUERY -> plan(request);
      case QUERY -> query(c, request);
      case CREATE_ITEM -> create(c, request);
      default -> item(c, operation, request);
    };
  }

  /** By name within its database, or by the resource id that its self link has. */
  private Optional<Container> container(List<String> path) {
    Optional<Container> named =
        Optional.ofNullable(databases.getOrDefault(path.get(1), Map.of()).get(path.get(3)));
    return named.or(
        () ->
            databases.values().stream()
                .flatMap(database -> database.values().stream())
                .filter(c -> c.resourceId.equals(path.get(3)))
                .findFirst());
  }

  private static JsonNode description(String endpoint) {
    ObjectNode account = JSON.createObjectNode();
    account.put("id", "peer").put("_rid", "peer").put("_self", "").put("_dbs", "//dbs/");
    for (String kind : List.of("writableLocations", "readableLocations")) {
      account
          .putArray(kind)
          .addObject()
          .put("name", "Here")
          .put("databaseAccountEndpoint", endpoint);
    }
    account.put("enableMultipleWriteLocations", false);
    account.putObject("userConsistencyPolicy").put("defaultConsistencyLevel", "Session");
    for (String policy : List.of("userReplicationPolicy", "systemReplicationPolicy")) {
      account.putObject(policy).put("minReplicaSetSize", 1).put("maxReplicasetSize", 4);
    }
    account
        .putObject("readPolicy")
        .put("primaryReadCoefficient", 1)
        .put("secondaryReadCoefficient", 1);
    account.put("queryEngineConfiguration", "{\"maxSqlQueryInputLength\":262144}");
    return account;
  }

  private static JsonNode describe(Container c) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", c.name).put("_rid", c.resourceId).put("_etag", "\"" + c.resourceId + "\"");
    node.put("_self", "dbs/peer/colls/" + c.resourceId + "/");
    ObjectNode key = node.putObject("partitionKey").put("kind", "Hash").put("version", 2);
    key.putArray("paths").add("/id");
    return node;
  }

  private static Reply ranges(Container c, Request request) {
    String etag = "\"ranges-" + c.resourceId + "\"";
    if (request.header("if-none-match").equals(etag)) {
      return Reply.of(304, JSON.missingNode()).with("etag", etag);
    }
    ObjectNode node = JSON.createObjectNode().put("_rid", c.resourceId);
    ArrayNode ranges = node.putArray("PartitionKeyRanges");
    List<String> bounds = List.of("", "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "FF");
    for (int i = 0; i < Container.RANGES.size(); i++) {
      ObjectNode range = ranges.addObject().put("id", Container.RANGES.get(i));
      range.put("_rid", c.resourceId + i).put("status", "online").putArray("parents");
      range.put("minInclusive", bounds.get(i)).put("maxExclusive", bounds.get(i + 1));
    }
    node.put("_count", ranges.size());
    return Reply.of(200, node).with("etag", etag);
  }

  private static Reply plan(Request request) throws IOException {
    if (!queryText(request).equals(QUERY_ALL)) {
      return Reply.error(400, "the peer only understands " + QUERY_ALL);
    }
    ObjectNode plan = JSON.createObjectNode().put("partitionedQueryExecutionInfoVersion", 2);
    ObjectNode info = plan.putObject("queryInfo").put("distinctType", "None");
    for (String list :
        List.of("orderBy", "orderByExpressions", "groupByExpressions", "aggregates")) {
      info.putArray(list);
    }
    info.put("rewrittenQuery", "").put("hasSelectValue", false);
    ObjectNode range = plan.putArray("queryRanges").addObject().put("min", "").put("max", "FF");
    range.put("isMinInclusive", true).put("isMaxInclusive", false);
    return Reply.of(200, plan);
  }

  private static Reply query(Container c, Request request) throws IOException {
    if (!queryText(request).equals(QUERY_ALL)) {
      return Reply.error(400, "the peer only understands " + QUERY_ALL);
    }
    String range = request.header("x-ms-documentdb-partitionkeyrangeid");
    if (!Container.RANGES.contains(range)) {
      return Reply.error(400, "a query across partitions names a partition-key range");
    }
    List<ObjectNode> all = c.inRange(range);
    String continuation = request.header("x-ms-continuation");
    int from = continuation.isEmpty() ? 0 : Integer.parseInt(continuation);
    String max = request.header("x-ms-max-item-count");
    int size = max.isEmpty() || max.equals("-1") ? 100 : Integer.parseInt(max);
    int to = Math.min(all.size(), from + size);
    ObjectNode node = JSON.createObjectNode().put("_rid", c.resourceId).put("_count", to - from);
    node.putArray("Documents").addAll(all.subList(from, to));
    Reply reply = Reply.of(200, node).with("x-ms-session-token", c.sessionToken(range));
    return to < all.size() ? reply.with("x-ms-continuation", Integer.toString(to)) : reply;
  }

  private static Reply create(Container c, Request request) throws IOException {
    ObjectNode item = (ObjectNode) JSON.readTree(request.body());
    String id = item.path("id").asText();
    if (!inPartition(request, id)) {
      return Reply.error(400, "PartitionKey extracted from document doesn't match the header");
    }
    boolean upsert = request.flag("x-ms-documentdb-is-upsert");
    if (!upsert && !c.create(item)) {
      return Reply.error(409, "Entity with the specified id already exists in the system");
    }
    boolean replaced = upsert && c.find(id).isPresent();
    ObjectNode kept = upsert ? c.put(item) : c.find(id).orElseThrow();
    return itemReply(c, replaced ? 200 : 201, kept);
  }

  private static Reply item(Container c, Operation operation, Request request) throws IOException {
    String id = request.path().get(5);
    if (!inPartition(request, id)) {
      return Reply.error(400, "the partition key is not the item's id");
    }
    synchronized (c) {
      Optional<ObjectNode> found = c.find(id);
      if (found.isEmpty()) {
        return Reply.error(404, "Entity with the specified id does not exist in the system")
            .with("x-ms-substatus", "0");
      }
      String wanted = request.header("if-match");
      if (!wanted.isEmpty() && !wanted.equals(found.get().path("_etag").asText())) {
        return Reply.error(412, "One of the specified pre-condition is not met");
      }
      return switch (operation) {
        case DELETE_ITEM -> {
          c.remove(id);
          yield Reply.of(204, JSON.missingNode())
              .with("x-ms-session-token", c.sessionToken(Container.rangeOf(id)));
        }
        case REPLACE_ITEM -> itemReply(c, 200, c.put((ObjectNode) JSON.readTree(request.body())));
        default -> itemReply(c, 200, found.get());
      };
    }
  }

  private static Reply itemReply(Container c, int status, ObjectNode item) {
    return Reply.of(status, item)
        .with("etag", item.path("_etag").asText())
        .with("x-ms-session-token", c.sessionToken(Container.rangeOf(item.path("id").asText())));
  }

  private static boolean inPartition(Request request, String id) throws IOException {
    JsonNode key = JSON.readTree(request.header("x-ms-documentdb-partitionkey"));
    return key != null && key.size() == 1 && key.path(0).asText().equals(id);
  }

  private static String queryText(Request request) throws IOException {
    return JSON.readTree(request.body()).path("query").asText();
  }
}
