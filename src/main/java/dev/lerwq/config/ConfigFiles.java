package dev.lerwq.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON files named by {@code --config}, merged: of the same key the last file's value counts.
 */
public final class ConfigFiles {
  /** No file at all. */
  public static final ConfigFiles NONE = new ConfigFiles(Map.of(), Map.of());

  private final Map<String, Entry> entries;
  private final Map<Path, Map<String, JsonNode>> byFile;

  private record Entry(JsonNode value, Path file) {}

  private ConfigFiles(Map<String, Entry> entries, Map<Path, Map<String, JsonNode>> byFile) {
    this.entries = entries;
    this.byFile = byFile;
  }

  /**
   * Reads and merges files in order.
   *
   * @throws ConfigException naming the file, and the line and column if it is not JSON
   */
  public static ConfigFiles read(List<Path> files) {
    Map<String, Entry> merged = new LinkedHashMap<>();
    Map<Path, Map<String, JsonNode>> byFile = new LinkedHashMap<>();
    for (Path file : files) {
      Map<String, JsonNode> own = new LinkedHashMap<>();
      parse(file)
          .properties()
          .forEach(field -> own.put(field.getKey().replace('-', '_'), field.getValue()));
      own.forEach((key, value) -> merged.put(key, new Entry(value, file)));
      byFile.put(file, own);
    }
    return new ConfigFiles(merged, byFile);
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode root = JsonTree.parse(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw new ConfigException("--config " + file + ": is not a JSON object, {\"key\": value}");
      }
      return root;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new ConfigException(
          "--config "
              + file
              + (at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr())
              + ": is not JSON: "
              + e.getOriginalMessage(),
          e);
    } catch (NoSuchFileException e) {
      throw new ConfigException("--config " + file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new ConfigException("--config " + file + ": may not be read by this user", e);
    } catch (IOException e) {
      throw new ConfigException("--config " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** All keys, in the order in which they were first seen. */
  public Iterable<String> keys() {
    return entries.keySet();
  }

  /** The files, in the order in which they were named. */
  public Set<Path> files() {
    return byFile.keySet();
  }

  /** The keys of one file, whether or not a later file wins over them. */
  public Set<String> keysIn(Path file) {
    return byFile.get(file).keySet();
  }

  /** The text that one file has for a key; empty if it is no text. */
  public Optional<String> valueIn(Path file, String key) {
    return Optional.ofNullable(byFile.get(file).get(key)).map(JsonNode::textValue);
  }

  /** The file that a key's value is from. */
  public Optional<Path> fileOf(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::file);
  }

  /**
   * The value of a key as it would be written on the command line; a list's items are joined by
   * commas, and null counts as absent.
   *
   * @throws ConfigException if the value is an object or holds one
   */
  public Optional<String> value(String key) {
    Entry entry = entries.get(key);
    if (entry == null || entry.value().isNull()) {
      return Optional.empty();
    }
    if (entry.value().isArray()) {
      StringBuilder joined = new StringBuilder();
      for (JsonNode item : entry.value()) {
        joined.append(joined.length() == 0 ? "" : ",").append(scalar(key, entry.file(), item));
      }
      return Optional.of(joined.toString());
    }
    return Optional.of(scalar(key, entry.file(), entry.value()));
  }

  /** The value of a key as JSON; null counts as absent. */
  public Optional<String> json(String key) {
    return Optional.ofNullable(entries.get(key))
        .map(Entry::value)
        .filter(value -> !value.isNull())
        .map(JsonTree::text);
  }

  private static String scalar(String key, Path file, JsonNode value) {
    if (!value.isValueNode()) {
      throw new ConfigException(
          "--config " + file + ": '" + key + "' must be a string, a number or a boolean");
    }
    return value.asText();
  }
}
