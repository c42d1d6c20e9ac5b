package dev.lerwq.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lerwq.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One of the objects in {@code slots}.
 *
 * @param name tells it from the others; part of runner names and file names
 * @param values what it says differently from the process as a whole, by key
 * @param environment variables for its scripts
 */
record SlotDefinition(String name, Map<String, String> values, Map<String, String> environment) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> OWN_KEYS = Set.of("name", "environment");

  /** The options that a slot may have of its own. */
  static final Set<String> OPTIONS =
      Set.of(
          "board_prepare",
          "board_shutdown",
          "github_prepare",
          "github_run",
          "remotecmd",
          "workdir",
          "busqueue",
          "busqueuesub",
          "idle",
          "prewarm");

  SlotDefinition {
    values = Map.copyOf(values);
    environment = Map.copyOf(environment);
  }

  /** Of those that make sense; everything that does not becomes a problem. */
  static List<SlotDefinition> parse(String text, Requirements requirements) {
    List<SlotDefinition> slots = new ArrayList<>();
    JsonNode root = read(text);
    if (!root.isArray() || root.isEmpty()) {
      requirements.problem(
          "slots has to be a list of objects, such as [{\"name\": \"board1\"}, {\"name\":"
              + " \"board2\"}]");
      return slots;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < root.size(); i++) {
      Optional<String> name = name(root.get(i), i + 1, requirements);
      if (name.isPresent() && !names.add(name.get().toLowerCase(Locale.ROOT))) {
        requirements.problem(
            "slots: the name '" + name.get() + "' is there twice; upper and lower case are one");
      } else if (name.isPresent()) {
        slots.add(slot(name.get(), root.get(i), requirements.under("slot '" + name.get() + "': ")));
      }
    }
    return slots;
  }

  private static JsonNode read(String text) {
    try {
      return JsonTree.parse(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<String> name(JsonNode node, int number, Requirements requirements) {
    if (!node.isObject()) {
      requirements.problem("slots: number " + number + " is not an object, {\"name\": ...}");
      return Optional.empty();
    }
    JsonNode name = node.path("name");
    if (!name.isTextual()) {
      requirements.problem("slots: number " + number + " has no 'name'");
      return Optional.empty();
    }
    if (!NAME.matcher(name.textValue()).matches()) {
      requirements.problem(
          "slots: number "
              + number
              + ": 'name' has to be 1 to 32 letters, digits, '_', '.' or '-', and to begin with a"
              + " letter or digit");
      return Optional.empty();
    }
    return Optional.of(name.textValue());
  }

  private static SlotDefinition slot(String name, JsonNode node, Requirements requirements) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> environment = new LinkedHashMap<>();
    node.properties()
        .forEach(
            field -> {
              String key = field.getKey().replace('-', '_');
              if (OPTIONS.contains(key)) {
                scalar(key, field.getValue(), requirements).ifPresent(v -> values.put(key, v));
              } else if (key.equals("environment")) {
                environment.putAll(environment(field.getValue(), requirements));
              } else if (!OWN_KEYS.contains(key)) {
                requirements.problem(unknown(field.getKey(), key));
              }
            });
    return new SlotDefinition(name, values, environment);
  }

  private static String unknown(String spelled, String key) {
    Set<String> known = new TreeSet<>(OPTIONS);
    known.addAll(OWN_KEYS);
    return "key '"
        + spelled
        + "' is none that a slot can have of its own"
        + Spelling.nearest(key, known)
            .map(near -> "; did you mean '" + near + "'?")
            .orElse("; those are " + String.join(", ", known));
  }

  private static Map<String, String> environment(JsonNode node, Requirements requirements) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (!node.isObject()) {
      requirements.problem("'environment' has to be an object, {\"VARIABLE\": \"value\"}");
      return variables;
    }
    node.properties()
        .forEach(
            field -> {
              if (VARIABLE.matcher(field.getKey()).matches()) {
                scalar("environment." + field.getKey(), field.getValue(), requirements)
                    .ifPresent(value -> variables.put(field.getKey(), value));
              } else {
                requirements.problem("'environment': '" + field.getKey() + "' names no variable");
              }
            });
    return variables;
  }

  private static Optional<String> scalar(String key, JsonNode value, Requirements requirements) {
    if (!value.isValueNode() || value.isNull()) {
      requirements.problem("'" + key + "' has to be a string, a number or a boolean");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }
}
