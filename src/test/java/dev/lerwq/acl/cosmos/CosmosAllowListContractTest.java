package dev.lerwq.acl.cosmos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListContract;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListSource;
import dev.lerwq.cosmos.peer.CosmosPeer;
import dev.lerwq.cosmos.peer.Fault;
import dev.lerwq.cosmos.peer.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

class CosmosAllowListContractTest extends AllowListContract {
  private static final String DATABASE = "GitHubWebHookDB";

  @Override
  protected Place open() throws Exception {
    return new CosmosPlace();
  }

  private static final class CosmosPlace implements Place {
    private final CosmosPeer peer = new CosmosPeer();
    private final CosmosTimeouts timeouts =
        new CosmosTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(5));

    CosmosPlace() throws IOException {
      peer.createContainer(DATABASE, "AllowOwner");
      peer.createContainer(DATABASE, "AllowRepository");
    }

    @Override
    public AllowListSource source() {
      return new CosmosAllowListSource(connection(), DATABASE, timeouts);
    }

    @Override
    public AllowListEditor editor() {
      return new CosmosAllowListEditor(connection(), DATABASE, timeouts);
    }

    @Override
    public void putForeign(AllowEntry entry) throws IOException {
      ObjectNode item = JsonNodeFactory.instance.objectNode();
      item.put("id", entry.id()).put("owner", entry.owner()).put("label", entry.label());
      if (entry instanceof AllowEntry.Repository r) {
        item.put("repo", r.repo());
      }
      peer.put(DATABASE, container(entry), item.toString());
    }

    @Override
    public Map<String, String> audit(AllowEntry entry) {
      JsonNode audit = peer.item(DATABASE, container(entry), entry.id()).path("audit");
      Map<String, String> fields = new TreeMap<>();
      audit.properties().forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
      return fields;
    }

    @Override
    public void vanish() {
      peer.deleteContainer(DATABASE, "AllowOwner");
    }

    @Override
    public void breakDown() {
      peer.fail(Operation.QUERY, Fault.answer(403));
    }

    @Override
    public void repair() {
      peer.heal();
    }

    @Override
    public void close() {
      peer.close();
    }

    private CosmosConnection connection() {
      return CosmosConnection.ofConnectionString(peer.connectionString());
    }

    private static String container(AllowEntry entry) {
      return entry instanceof AllowEntry.Owner ? "AllowOwner" : "AllowRepository";
    }
  }
}
