package dev.lerwq.reflector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.lerwq.message.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a webhook's body in one streaming pass. Only the fields that are needed become objects; the
 * {@code workflow_job} object is kept as a view on the bytes.
 */
final class PayloadReader {
  /** GitHub's own documents nest a handful of levels; deeper is an attack on the stack. */
  private static final int MAX_DEPTH = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final byte[] body;
  private final JsonParser json;
  private final Payload out = new Payload();

  private PayloadReader(byte[] body, JsonParser json) {
    this.body = body;
    this.json = json;
  }

  /**
   * @param body must not change afterwards
   * @throws BadPayloadException if it is not one JSON object in UTF-8
   */
  static Payload read(byte[] body) throws BadPayloadException {
    try (JsonParser json = JSON.createParser(body)) {
      PayloadReader reader = new PayloadReader(body, json);
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadPayloadException("the body is not a JSON object");
      }
      reader.readTop();
      if (json.nextToken() != null) {
        throw new BadPayloadException("the body goes on after its JSON object");
      }
      return reader.out;
    } catch (JsonProcessingException e) {
      throw new BadPayloadException("the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadPayloadException("the body is not UTF-8 JSON", e);
    }
  }

  private void readTop() throws IOException, BadPayloadException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "action" -> out.action = text();
        case "starred_at" -> out.starredAt = text();
        case "repository" -> readRepository();
        case "installation" -> readInstallation();
        case "sender" -> out.sender = loginOf();
        case "workflow_job" -> readJob();
        default -> json.skipChildren();
      }
    }
  }

  private void readRepository() throws IOException {
    if (!atObject()) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> out.repository.name = text();
        case "html_url" -> out.repository.htmlUrl = text();
        case "owner" -> out.repository.owner = loginOf();
        default -> json.skipChildren();
      }
    }
  }

  private void readInstallation() throws IOException {
    if (!atObject()) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("id")) {
        out.installation = id();
      } else {
        json.skipChildren();
      }
    }
  }

  private Optional<String> loginOf() throws IOException {
    Optional<String> login = Optional.empty();
    if (!atObject()) {
      return login;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("login")) {
        login = text();
      } else {
        json.skipChildren();
      }
    }
    return login;
  }

  private void readJob() throws IOException, BadPayloadException {
    if (!atObject()) {
      return;
    }
    long start = json.currentTokenLocation().getByteOffset();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> out.job.id = id();
        case "conclusion" -> out.job.conclusion = text();
        case "runner_name" -> out.job.runner = text();
        case "labels" -> out.job.labels = texts();
        default -> json.skipChildren();
      }
    }
    long end = json.currentLocation().getByteOffset();
    if (start < 0 || end < start) {
      throw new BadPayloadException("the body is not UTF-8 JSON");
    }
    out.job.raw = Optional.of(RawJson.view(body, (int) start, (int) (end - start)));
  }

  private boolean atObject() throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    json.skipChildren();
    return false;
  }

  private Optional<String> text() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(json.getText());
    }
    json.skipChildren();
    return Optional.empty();
  }

  private Optional<Long> id() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Optional.of(json.getLongValue());
    }
    json.skipChildren();
    return Optional.empty();
  }

  private Optional<List<String>> texts() throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return Optional.empty();
    }
    List<String> items = new ArrayList<>();
    boolean clean = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        items.add(json.getText());
      } else {
        clean = false;
        json.skipChildren();
      }
    }
    return clean ? Optional.of(List.copyOf(items)) : Optional.empty();
  }
}
