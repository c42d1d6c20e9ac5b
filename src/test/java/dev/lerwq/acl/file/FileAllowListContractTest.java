package dev.lerwq.acl.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListContract;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

class FileAllowListContractTest extends AllowListContract {
  @TempDir Path directory;

  @Override
  protected Place open() throws Exception {
    Path file = directory.resolve("acl.json");
    Files.writeString(file, "{}");
    return new FilePlace(file);
  }

  private static final class FilePlace implements Place {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;
    private String good = "";

    FilePlace(Path file) {
      this.file = file;
    }

    @Override
    public AllowListSource source() {
      return new FileAllowListSource(file, Duration.ofMillis(10));
    }

    @Override
    public AllowListEditor editor() {
      return new FileAllowListEditor(file);
    }

    @Override
    public void putForeign(AllowEntry entry) throws IOException {
      ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
      ObjectNode node = root.withArrayProperty(list(entry)).addObject();
      node.put("id", entry.id()).put("owner", entry.owner()).put("label", entry.label());
      if (entry instanceof AllowEntry.Repository r) {
        node.put("repo", r.repo());
      }
      JSON.writeValue(file.toFile(), root);
    }

    @Override
    public Map<String, String> audit(AllowEntry entry) throws IOException {
      Map<String, String> audit = new TreeMap<>();
      for (JsonNode node : JSON.readTree(file.toFile()).path(list(entry))) {
        if (node.path("id").asText().equals(entry.id())) {
          node.path("audit")
              .properties()
              .forEach(f -> audit.put(f.getKey(), f.getValue().asText()));
        }
      }
      return audit;
    }

    @Override
    public void vanish() throws IOException {
      Files.delete(file);
    }

    @Override
    public void breakDown() throws IOException {
      good = Files.readString(file);
      Files.writeString(file, good.substring(0, good.length() / 2));
    }

    @Override
    public void repair() throws IOException {
      Files.writeString(file, good);
    }

    @Override
    public void close() {}

    private static String list(AllowEntry entry) {
      return entry instanceof AllowEntry.Owner ? "AllowOwner" : "AllowRepository";
    }
  }
}
