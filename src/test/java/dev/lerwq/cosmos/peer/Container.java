package dev.lerwq.cosmos.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The items of one container, spread over two partition-key ranges. */
final class Container {
  static final List<String> RANGES = List.of("0", "1");

  final String name;
  final String resourceId;
  private final Map<String, ObjectNode> items = new TreeMap<>();
  private int writes;

  Container(String name, String resourceId) {
    this.name = name;
    this.resourceId = resourceId;
  }

  synchronized Optional<ObjectNode> find(String id) {
    return Optional.ofNullable(items.get(id)).map(ObjectNode::deepCopy);
  }

  /** False if there is one with that id. */
  synchronized boolean create(ObjectNode item) {
    if (items.containsKey(item.path("id").asText())) {
      return false;
    }
    put(item);
    return true;
  }

  /** With what the service adds to every item. */
  synchronized ObjectNode put(ObjectNode item) {
    ObjectNode kept = item.deepCopy();
    writes++;
    kept.put("_rid", resourceId + writes);
    kept.put("_self", "dbs/peer/colls/" + resourceId + "/docs/" + writes);
    kept.put("_etag", "\"etag-" + writes + "\"");
    kept.put("_attachments", "attachments/");
    kept.put("_ts", 1_700_000_000 + writes);
    items.put(kept.path("id").asText(), kept);
    return kept.deepCopy();
  }

  synchronized void remove(String id) {
    writes++;
    items.remove(id);
  }

  synchronized List<ObjectNode> inRange(String range) {
    List<ObjectNode> found = new ArrayList<>();
    items.forEach(
        (id, item) -> {
          if (rangeOf(id).equals(range)) {
            found.add(item.deepCopy());
          }
        });
    return found;
  }

  synchronized String sessionToken(String range) {
    return range + ":-1#" + writes;
  }

  static String rangeOf(String id) {
    return RANGES.get(Math.floorMod(id.hashCode(), RANGES.size()));
  }
}
