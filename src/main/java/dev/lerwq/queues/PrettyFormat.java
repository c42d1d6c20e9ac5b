package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.json.JsonTree;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line a message, for a person at a terminal. What others wrote cannot steer that terminal:
 * control characters are made visible.
 *
 * @param colour whether the terminal shows colours
 * @param body whether the body follows, indented
 * @param zone whose time to show
 */
public record PrettyFormat(boolean colour, boolean body, ZoneId zone) implements MessageFormat {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int LONGEST_SUMMARY = 100;
  private static final String INDENT = "    ";

  private enum Ink {
    DIM("\033[2m"),
    BOLD("\033[1m"),
    RED("\033[31m"),
    CYAN("\033[36m");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  @Override
  public String format(InboundMessage message) {
    List<String> parts = new ArrayList<>();
    parts.add(ink(Ink.DIM, message.sequence() == 0 ? "-" : Long.toString(message.sequence())));
    parts.add(ink(Ink.CYAN, time(message.enqueuedAt())));
    parts.add(ink(Ink.BOLD, summary(message)));
    message.subject().ifPresent(subject -> parts.add("[" + visible(subject) + "]"));
    message.session().ifPresent(session -> parts.add("session " + visible(session)));
    message.id().ifPresent(id -> parts.add(ink(Ink.DIM, visible(id))));
    if (message.attempt() > 1) {
      parts.add(ink(Ink.RED, "attempt " + message.attempt()));
    }
    message
        .deadLetter()
        .map(why -> why.detail().isEmpty() ? why.reason() : why.reason() + ": " + why.detail())
        .ifPresent(why -> parts.add(ink(Ink.RED, visible(why))));
    return String.join("  ", parts) + (body ? indented(message) : "");
  }

  private String time(Instant instant) {
    return instant.equals(Instant.EPOCH) ? "time unknown" : TIME.format(instant.atZone(zone));
  }

  private static String summary(InboundMessage message) {
    Optional<JsonNode> json = MessageJson.body(message).filter(JsonNode::isObject);
    String text =
        json.map(PrettyFormat::summary)
            .filter(found -> !found.isEmpty())
            .orElseGet(() -> new String(message.body(), UTF_8));
    String line = visible(text);
    return line.length() <= LONGEST_SUMMARY ? line : line.substring(0, LONGEST_SUMMARY) + "...";
  }

  private static String summary(JsonNode json) {
    String owner = json.path("owner").asText();
    String repository = owner.isEmpty() ? "" : owner + "/" + json.path("repo").asText();
    return Stream.of(
            json.path("type").asText(),
            json.path("action").asText(),
            json.path("conclusion").asText(""),
            repository,
            json.path("id").asText(),
            json.path("host").asText())
        .filter(word -> !word.isEmpty() && !word.equals("null"))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  private static String indented(InboundMessage message) {
    String text =
        MessageJson.body(message)
            .map(JsonTree::lines)
            .orElseGet(() -> new String(message.body(), UTF_8));
    StringBuilder out = new StringBuilder();
    text.lines().forEach(line -> out.append('\n').append(INDENT).append(visible(line)));
    return out.toString();
  }

  /**
   * Without what a terminal would obey: control characters of both sets, and the marks that reverse
   * the direction of writing.
   */
  public static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int kind = Character.getType(c);
              if (kind == Character.CONTROL || kind == Character.FORMAT) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private String ink(Ink ink, String text) {
    return colour ? ink.code + text + "\033[0m" : text;
  }
}
