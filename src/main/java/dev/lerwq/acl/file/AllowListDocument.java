package dev.lerwq.acl.file;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file's JSON while it is edited, with everything in it that only others understand. */
final class AllowListDocument {
  private static final Pattern FIRST_INDENT = Pattern.compile("\\{\\s*?\\n([ \\t]+)\"");

  private final ObjectNode root;
  private final String indent;

  private AllowListDocument(ObjectNode root, String indent) {
    this.root = root;
    this.indent = indent;
  }

  /**
   * @param text empty for a list that is to be created
   * @throws AllowListException if the text is no allow list; an edit could only make it worse
   */
  static AllowListDocument of(Optional<byte[]> text, String location)
      throws AllowListException, IOException {
    if (text.isEmpty()) {
      ObjectNode root = JsonNodeFactory.instance.objectNode();
      root.putArray(AllowListParser.OWNERS);
      root.putArray(AllowListParser.REPOSITORIES);
      return new AllowListDocument(root, "  ");
    }
    AllowListParser.parse(text.get(), location);
    Matcher indent = FIRST_INDENT.matcher(new String(text.get(), StandardCharsets.UTF_8));
    return new AllowListDocument(
        (ObjectNode) JsonTree.parse(text.get()), indent.find() ? indent.group(1) : "  ");
  }

  boolean grants(AllowEntry entry) {
    for (JsonNode node : list(entry)) {
      if (entryOf(node, entry).grantsSameAs(entry)) {
        return true;
      }
    }
    return false;
  }

  boolean hasId(AllowEntry entry) {
    for (JsonNode node : list(entry)) {
      if (entryOf(node, entry).id().equals(entry.id())) {
        return true;
      }
    }
    return false;
  }

  void add(AllowEntry entry, Audit audit) {
    ObjectNode node = list(entry).addObject();
    node.put("id", entry.id());
    node.put("owner", entry.owner());
    if (entry instanceof AllowEntry.Repository r) {
      node.put("repo", r.repo());
    }
    node.put("label", entry.label());
    node.putObject("audit")
        .put("who", audit.who())
        .put("when", audit.when().toString())
        .put("what", audit.what());
  }

  boolean removeWhatGrants(AllowEntry entry) {
    boolean removed = false;
    for (Iterator<JsonNode> nodes = list(entry).iterator(); nodes.hasNext(); ) {
      if (entryOf(nodes.next(), entry).grantsSameAs(entry)) {
        nodes.remove();
        removed = true;
      }
    }
    return removed;
  }

  byte[] text() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withSeparators(separators);
    DefaultIndenter indenter = new DefaultIndenter(indent, "\n");
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    String text = JsonTree.text(root, printer) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ArrayNode list(AllowEntry entry) {
    return root.withArrayProperty(
        entry instanceof AllowEntry.Owner ? AllowListParser.OWNERS : AllowListParser.REPOSITORIES);
  }

  /** A node of the list where entries of the model's kind are; the parser has checked it. */
  private static AllowEntry entryOf(JsonNode node, AllowEntry model) {
    String owner = node.path("owner").asText();
    String label = node.path("label").asText();
    if (model instanceof AllowEntry.Owner) {
      AllowEntry.Owner derived = AllowEntry.Owner.of(owner, label);
      return new AllowEntry.Owner(node.path("id").asText(derived.id()), owner, label);
    }
    AllowEntry.Repository derived =
        AllowEntry.Repository.of(owner, node.path("repo").asText(), label);
    return new AllowEntry.Repository(
        node.path("id").asText(derived.id()), owner, derived.repo(), label);
  }
}
