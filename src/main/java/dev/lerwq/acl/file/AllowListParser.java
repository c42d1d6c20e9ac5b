package dev.lerwq.acl.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import dev.lerwq.acl.GithubNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the file's text; every error names file, line and column and what is expected there. */
final class AllowListParser {
  static final String OWNERS = "AllowOwner";
  static final String REPOSITORIES = "AllowRepository";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> OWNER_FIELDS = Set.of("id", "owner", "label");
  private static final Set<String> REPOSITORY_FIELDS = Set.of("id", "owner", "repo", "label");

  /** How Jackson names where something began. */
  private static final Pattern MARKER =
      Pattern.compile("\\(start marker at \\[Source:.*?; (line: \\d+, column: \\d+)]\\)");

  private final String location;
  private final JsonParser json;
  private final List<AllowEntry> entries = new ArrayList<>();
  private boolean anyList;

  private AllowListParser(String location, JsonParser json) {
    this.location = location;
    this.json = json;
  }

  /**
   * @param location names the file in errors
   * @throws AllowListException of kind {@link Kind#MALFORMED}
   */
  static Parsed parse(byte[] text, String location) throws AllowListException {
    if (text.length == 0) {
      throw malformed(location, "is empty; expected at least {}");
    }
    try (JsonParser json = JSON.createParser(text)) {
      AllowListParser parser = new AllowListParser(location, json);
      parser.document();
      return new Parsed(List.copyOf(parser.entries), parser.anyList);
    } catch (JsonProcessingException e) {
      throw malformed(location + at(e.getLocation()), oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw malformed(location, "is not text in UTF-8: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  private void document() throws IOException, AllowListException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw expected("an object: {\"" + OWNERS + "\": [...], \"" + REPOSITORIES + "\": [...]}");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(OWNERS) || name.equals(REPOSITORIES)) {
        list(name);
      } else {
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw expected("nothing after the object's closing brace");
    }
  }

  private void list(String name) throws IOException, AllowListException {
    anyList = true;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw expected("an array of entries as " + name);
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      entries.add(entry(name));
    }
  }

  private AllowEntry entry(String list) throws IOException, AllowListException {
    Set<String> known = list.equals(OWNERS) ? OWNER_FIELDS : REPOSITORY_FIELDS;
    JsonLocation start = json.currentTokenLocation();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw expected("an entry of " + list + ": {\"owner\": ..., \"label\": ...}");
    }
    Map<String, String> values = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (known.contains(name)) {
        values.put(name, value(name));
      } else {
        json.skipChildren();
      }
    }
    for (String name : List.of("owner", "repo", "label")) {
      if (known.contains(name) && !values.containsKey(name)) {
        throw malformed(
            location + at(start), "an entry of " + list + " needs the field \"" + name + "\"");
      }
    }
    return list.equals(OWNERS) ? owner(values) : repository(values);
  }

  private String value(String name) throws IOException, AllowListException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw expected("a string as \"" + name + "\"");
    }
    String value = json.getText();
    Optional<String> problem =
        switch (name) {
          case "owner" -> GithubNames.ownerProblem(value);
          case "repo" -> GithubNames.repoProblem(value);
          case "label" -> GithubNames.labelProblem(value);
          default -> value.isEmpty() ? Optional.of("is empty; leave it out") : Optional.empty();
        };
    if (problem.isPresent()) {
      throw malformed(
          location + at(json.currentTokenLocation()),
          "\"" + name + "\" '" + oneLine(value) + "' " + problem.get());
    }
    return value;
  }

  private static AllowEntry owner(Map<String, String> values) {
    AllowEntry.Owner derived = AllowEntry.Owner.of(values.get("owner"), values.get("label"));
    String id = values.getOrDefault("id", derived.id());
    return new AllowEntry.Owner(id, derived.owner(), derived.label());
  }

  private static AllowEntry repository(Map<String, String> values) {
    AllowEntry.Repository derived =
        AllowEntry.Repository.of(values.get("owner"), values.get("repo"), values.get("label"));
    String id = values.getOrDefault("id", derived.id());
    return new AllowEntry.Repository(id, derived.owner(), derived.repo(), derived.label());
  }

  private AllowListException expected(String what) {
    return malformed(location + at(json.currentTokenLocation()), "expected " + what);
  }

  private static AllowListException malformed(String where, String problem) {
    return new AllowListException(Kind.MALFORMED, where + ": " + problem);
  }

  private static String at(JsonLocation at) {
    return at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static String oneLine(String text) {
    String line = MARKER.matcher(text.replaceAll("\\s+", " ")).replaceAll("from $1");
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }

  /**
   * @param anyList whether the file names at least one of the two lists
   */
  record Parsed(List<AllowEntry> entries, boolean anyList) {}
}
