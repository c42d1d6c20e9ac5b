package dev.lerwq.acl.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.Audit;
import java.util.List;
import java.util.Optional;

/** Entries as the containers hold them. */
final class CosmosItems {
  static final String OWNERS = "AllowOwner";
  static final String REPOSITORIES = "AllowRepository";

  private CosmosItems() {}

  /** The container where entries of that kind are. */
  static String containerOf(AllowEntry entry) {
    return entry instanceof AllowEntry.Owner ? OWNERS : REPOSITORIES;
  }

  /** Empty if the item lacks a field: it can allow nothing. */
  static Optional<AllowEntry> entry(String container, JsonNode item) {
    List<String> needed =
        container.equals(OWNERS)
            ? List.of("id", "owner", "label")
            : List.of("id", "owner", "repo", "label");
    if (!needed.stream().allMatch(field -> item.path(field).isTextual())) {
      return Optional.empty();
    }
    String id = item.path("id").textValue();
    String owner = item.path("owner").textValue();
    String label = item.path("label").textValue();
    return Optional.of(
        container.equals(OWNERS)
            ? new AllowEntry.Owner(id, owner, label)
            : new AllowEntry.Repository(id, owner, item.path("repo").textValue(), label));
  }

  static ObjectNode item(AllowEntry entry, Audit audit) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("id", entry.id()).put("owner", entry.owner());
    if (entry instanceof AllowEntry.Repository r) {
      item.put("repo", r.repo());
    }
    item.put("label", entry.label());
    item.putObject("audit")
        .put("who", audit.who())
        .put("when", audit.when().toString())
        .put("what", audit.what());
    return item;
  }
}
