package dev.lerwq.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.acl.AllowEntry;

/** How an entry of the allow list is written. */
final class AclLines {
  private AclLines() {}

  /** {@code USER owner label id} or {@code REPO owner repo label id}, as scripts know it. */
  static String line(AllowEntry entry) {
    return entry instanceof AllowEntry.Repository repository
        ? String.join(" ", "REPO", entry.owner(), repository.repo(), entry.label(), entry.id())
        : String.join(" ", "USER", entry.owner(), entry.label(), entry.id());
  }

  static ObjectNode object(AllowEntry entry) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("kind", entry instanceof AllowEntry.Repository ? "repository" : "owner");
    out.put("owner", entry.owner());
    if (entry instanceof AllowEntry.Repository repository) {
      out.put("repo", repository.repo());
    }
    return out.put("label", entry.label()).put("id", entry.id());
  }
}
