package dev.lerwq.acl.cosmos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads the containers {@code AllowOwner} and {@code AllowRepository}. A missing container or
 * database is no list at all; an item that lacks a field is left out and remarked upon.
 */
public final class CosmosAllowListSource implements AllowListSource {
  private static final Logger LOG = Logger.getLogger(CosmosAllowListSource.class);

  private final CosmosDatabaseAccess access;
  private volatile Optional<String> remark = Optional.empty();

  /** Connects at the first load. */
  public CosmosAllowListSource(CosmosConnection connection, String database) {
    this(connection, database, CosmosTimeouts.DEFAULT);
  }

  CosmosAllowListSource(CosmosConnection connection, String database, CosmosTimeouts timeouts) {
    this.access = new CosmosDatabaseAccess(connection, database, timeouts);
  }

  @Override
  public List<AllowEntry> load() throws AllowListException {
    List<AllowEntry> entries = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (String container : List.of(CosmosItems.OWNERS, CosmosItems.REPOSITORIES)) {
      for (ObjectNode item : access.items(container)) {
        CosmosItems.entry(container, item)
            .ifPresentOrElse(
                entries::add, () -> ignored.add(container + " " + item.path("id").asText()));
      }
    }
    note(ignored);
    return List.copyOf(entries);
  }

  @Override
  public Optional<String> remark() {
    return remark;
  }

  @Override
  public String location() {
    return access.location();
  }

  @Override
  public void close() {
    access.close();
  }

  private void note(List<String> ignored) {
    Optional<String> before = remark;
    remark =
        ignored.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "%s has %d items that allow nothing for want of owner, repo or label: %s"
                    .formatted(
                        location(),
                        ignored.size(),
                        String.join(", ", ignored.subList(0, Math.min(5, ignored.size())))));
    if (!remark.equals(before)) {
      remark.ifPresent(LOG::warn);
    }
  }
}
