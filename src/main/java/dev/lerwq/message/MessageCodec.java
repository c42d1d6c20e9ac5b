package dev.lerwq.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Between {@link WireMessage}s and the UTF-8 JSON of a message body. Writes exactly the fields of
 * the wire contract in its order; ignores what it does not know when it reads.
 */
public final class MessageCodec {
  private MessageCodec() {}

  /** The body of a message. */
  public static byte[] encode(WireMessage message) {
    try {
      return MessageWriter.bytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /**
   * The {@code type} of a body, whether or not it is one of ours.
   *
   * @throws MalformedMessageException if the body is not a JSON object with a textual {@code type}
   */
  public static String typeOf(byte[] body) throws MalformedMessageException {
    return new Fields(read(body)).text("type");
  }

  /**
   * Reads a body of a known type.
   *
   * @throws MalformedMessageException if it is not JSON, of an unknown type, or lacks a field
   */
  public static WireMessage decode(byte[] body) throws MalformedMessageException {
    Fields in = new Fields(read(body));
    String type = in.text("type");
    return switch (type) {
      case GithubWorkflow.TYPE -> workflow(in);
      case GithubStar.TYPE ->
          new GithubStar(
              in.text("action"),
              in.optionalText("starred_at"),
              in.id("installation"),
              in.text("owner"),
              in.text("repo"),
              in.text("repo_html_url"),
              in.booleans("debug"));
      case Shutdown.TYPE -> new Shutdown(in.text("id"), in.optionalText("host"), in.flag("wait"));
      case ShutdownReply.TYPE -> new ShutdownReply(in.text("host"), in.flag("busy"));
      default -> throw new MalformedMessageException("unknown message type '" + shown(type) + "'");
    };
  }

  private static GithubWorkflow workflow(Fields in) throws MalformedMessageException {
    List<String> labels = in.texts("labels");
    if (labels.size() < 3) {
      throw new MalformedMessageException("field 'labels' has fewer than three entries");
    }
    JsonNode debug = in.node().path("debug");
    return new GithubWorkflow(
        in.text("action"),
        in.optionalText("conclusion"),
        in.optionalText("runner"),
        in.id("id"),
        in.id("installation"),
        in.text("owner"),
        in.text("repo"),
        in.text("repo_html_url"),
        labels,
        new GithubWorkflow.Debug(
            RawJson.of(JsonTree.text(debug.path("workflow_job"))),
            debug.path("sender_login").asText("")));
  }

  private static JsonNode read(byte[] body) throws MalformedMessageException {
    try {
      JsonNode node = JsonTree.parse(body);
      if (!node.isObject()) {
        throw new MalformedMessageException("the body is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new MalformedMessageException("the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new MalformedMessageException("the body is not UTF-8 JSON", e);
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
