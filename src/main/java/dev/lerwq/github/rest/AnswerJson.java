package dev.lerwq.github.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads answers. One that cannot be read counts as GitHub being away; what it says goes into no
 * error, because it can hold a token.
 */
final class AnswerJson {
  private AnswerJson() {}

  /** The JSON object that was answered to a request for {@code path}. */
  static JsonNode of(String path, GithubHttp.Answer answer) throws GithubException {
    try {
      JsonNode node = JsonTree.parse(answer.body());
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // Not kept as the cause: it may quote the body, which can hold a token.
      throw unreadable(path, "is not JSON");
    }
    throw unreadable(path, "is not a JSON object");
  }

  static long id(String path, JsonNode json) throws GithubException {
    if (!json.path("id").isIntegralNumber()) {
      throw unreadable(path, "lacks the field 'id'");
    }
    return json.path("id").longValue();
  }

  static String text(String path, JsonNode json, String field) throws GithubException {
    return optionalText(json, field)
        .orElseThrow(() -> unreadable(path, "lacks the field '" + field + "'"));
  }

  /** GitHub has both null and the empty string for "nobody". */
  static Optional<String> optionalText(JsonNode json, String field) {
    return Optional.of(json.path(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isEmpty());
  }

  static GithubException unreadable(String path, String why) {
    return new GithubException(
        Kind.UNAVAILABLE, path + ": the answer " + why, Optional.empty(), null);
  }
}
