package dev.lerwq.acl.cosmos;

import com.azure.cosmos.CosmosContainer;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.acl.GithubNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Edits the containers that a {@link CosmosAllowListSource} reads. An id that depends on nothing
 * but what the entry grants makes one of two who allow the same the second; a removal is guarded by
 * the item's ETag, so that it cannot hit an item that has come to mean something else.
 *
 * <p>The audit record is kept as the field {@code audit} of an item, which readers ignore.
 */
public final class CosmosAllowListEditor implements AllowListEditor {
  private static final Logger LOG = Logger.getLogger(CosmosAllowListEditor.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int MOST_LOOKS = 5;

  private final CosmosDatabaseAccess access;

  /** Connects when it is first used. */
  public CosmosAllowListEditor(CosmosConnection connection, String database) {
    this(connection, database, CosmosTimeouts.DEFAULT);
  }

  CosmosAllowListEditor(CosmosConnection connection, String database, CosmosTimeouts timeouts) {
    this.access = new CosmosDatabaseAccess(connection, database, timeouts);
  }

  @Override
  public List<AllowEntry> entries() throws AllowListException {
    List<AllowEntry> entries = new ArrayList<>();
    for (String container : List.of(CosmosItems.OWNERS, CosmosItems.REPOSITORIES)) {
      for (ObjectNode item : access.items(container)) {
        CosmosItems.entry(container, item).ifPresent(entries::add);
      }
    }
    return List.copyOf(entries);
  }

  @Override
  public boolean allow(AllowEntry entry, Audit audit) throws AllowListException {
    GithubNames.check(entry);
    if (!whatGrants(entry).isEmpty()) {
      return false;
    }
    boolean created =
        access.with(CosmosItems.containerOf(entry), container -> create(container, entry, audit));
    if (created) {
      LOG.infof("allowed %s in %s: %s by %s", entry, location(), audit.what(), audit.who());
    }
    return created;
  }

  @Override
  public boolean deny(AllowEntry entry, Audit audit) throws AllowListException {
    boolean changed = false;
    List<ObjectNode> found = whatGrants(entry);
    for (int look = 0; !found.isEmpty(); look++) {
      if (look == MOST_LOOKS) {
        throw new AllowListException(
            location() + ": others keep on changing " + entry + "; try again");
      }
      for (ObjectNode item : found) {
        changed |= access.with(CosmosItems.containerOf(entry), items -> delete(items, item));
      }
      found = whatGrants(entry);
    }
    if (changed) {
      LOG.infof("denied %s in %s: %s by %s", entry, location(), audit.what(), audit.who());
    }
    return changed;
  }

  @Override
  public String location() {
    return access.location();
  }

  @Override
  public void close() {
    access.close();
  }

  private List<ObjectNode> whatGrants(AllowEntry entry) throws AllowListException {
    String container = CosmosItems.containerOf(entry);
    return access.items(container).stream().filter(item -> grants(container, item, entry)).toList();
  }

  private static boolean grants(String container, JsonNode item, AllowEntry entry) {
    return CosmosItems.entry(container, item).filter(entry::grantsSameAs).isPresent();
  }

  private boolean create(CosmosContainer container, AllowEntry entry, Audit audit)
      throws AllowListException {
    PartitionKey key = new PartitionKey(entry.id());
    try {
      container.createItem(CosmosItems.item(entry, audit), key, new CosmosItemRequestOptions());
      return true;
    } catch (CosmosException e) {
      if (e.getStatusCode() != CONFLICT) {
        throw e;
      }
      Optional<JsonNode> there = read(container, entry.id());
      if (there.filter(item -> !grants(container.getId(), item, entry)).isPresent()) {
        throw new AllowListException(
            location() + " has another entry with the id " + entry.id() + "; change one id", e);
      }
      return false;
    }
  }

  private static Optional<JsonNode> read(CosmosContainer container, String id) {
    try {
      return Optional.of(container.readItem(id, new PartitionKey(id), JsonNode.class).getItem());
    } catch (CosmosException e) {
      if (e.getStatusCode() != NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** False if someone else has changed or removed it meanwhile: look again. */
  private static boolean delete(CosmosContainer container, ObjectNode item) {
    String id = item.path("id").asText();
    CosmosItemRequestOptions unchanged =
        new CosmosItemRequestOptions().setIfMatchETag(item.path("_etag").asText());
    try {
      container.deleteItem(id, new PartitionKey(id), unchanged);
      return true;
    } catch (CosmosException e) {
      if (e.getStatusCode() != NOT_FOUND && e.getStatusCode() != PRECONDITION_FAILED) {
        throw e;
      }
      return false;
    }
  }
}
