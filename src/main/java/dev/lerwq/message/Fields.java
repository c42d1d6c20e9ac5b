package dev.lerwq.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Typed, checked access to the fields of a JSON object. */
record Fields(JsonNode node) {
  String text(String name) throws MalformedMessageException {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw new MalformedMessageException("field '" + name + "' is missing or not a string");
    }
    return value.textValue();
  }

  Optional<String> optionalText(String name) throws MalformedMessageException {
    return node.path(name).isMissingNode() || node.path(name).isNull()
        ? Optional.empty()
        : Optional.of(text(name));
  }

  /** Whether a field is there and {@code true}. */
  boolean flag(String name) {
    return node.path(name).booleanValue();
  }

  long id(String name) throws MalformedMessageException {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new MalformedMessageException("field '" + name + "' is missing or not an integer");
    }
    return value.longValue();
  }

  List<String> texts(String name) throws MalformedMessageException {
    List<String> out = new ArrayList<>();
    for (JsonNode item : array(name)) {
      if (!item.isTextual()) {
        throw new MalformedMessageException("field '" + name + "' holds a non-string");
      }
      out.add(item.textValue());
    }
    return List.copyOf(out);
  }

  List<Boolean> booleans(String name) throws MalformedMessageException {
    List<Boolean> out = new ArrayList<>();
    for (JsonNode item : array(name)) {
      if (!item.isBoolean()) {
        throw new MalformedMessageException("field '" + name + "' holds a non-boolean");
      }
      out.add(item.booleanValue());
    }
    return List.copyOf(out);
  }

  private JsonNode array(String name) throws MalformedMessageException {
    JsonNode value = node.path(name);
    if (!value.isArray()) {
      throw new MalformedMessageException("field '" + name + "' is missing or not an array");
    }
    return value;
  }
}
