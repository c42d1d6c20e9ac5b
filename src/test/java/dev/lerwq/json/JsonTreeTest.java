package dev.lerwq.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever it reads and writes, it does so as Jackson's {@link ObjectMapper} would. */
class JsonTreeTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper MODEL =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Property(tries = 500)
  void readsWhatTheModelReads(@ForAll("trees") JsonNode tree) throws Exception {
    byte[] text = MODEL.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    assertThat(JsonTree.parse(text)).isEqualTo(MODEL.readTree(text));
    assertThat(JsonTree.parse(new String(text, StandardCharsets.UTF_8)))
        .isEqualTo(MODEL.readTree(text));
  }

  @Property(tries = 500)
  void writesWhatTheModelWrites(@ForAll("trees") JsonNode tree) throws Exception {
    assertThat(JsonTree.text(tree)).isEqualTo(MODEL.writeValueAsString(tree));
    assertThat(JsonTree.lines(tree))
        .isEqualTo(MODEL.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
  }

  @Provide
  Arbitrary<JsonNode> trees() {
    return trees(3);
  }

  private static Arbitrary<JsonNode> trees(int depth) {
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().map(NODES::textNode),
            Arbitraries.integers().map(NODES::numberNode),
            Arbitraries.longs().map(NODES::numberNode),
            Arbitraries.bigIntegers().map(JsonTreeTest::number),
            Arbitraries.doubles().map(NODES::numberNode),
            Arbitraries.of(true, false).map(NODES::booleanNode),
            Arbitraries.just(NODES.nullNode()));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> deeper = trees(depth - 1);
    return Arbitraries.oneOf(
        leaves,
        deeper.list().ofMaxSize(4).map(JsonTreeTest::array),
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), deeper)
            .ofMaxSize(4)
            .map(fields -> ((ObjectNode) NODES.objectNode().setAll(fields))));
  }

  private static JsonNode number(BigInteger value) {
    return NODES.numberNode(value);
  }

  private static JsonNode array(List<JsonNode> items) {
    return NODES.arrayNode().addAll(items);
  }

  @Example
  void lastOfSeveralFieldsOfANameCounts() throws Exception {
    assertThat(JsonTree.parse("{\"a\":1,\"a\":2}").path("a").intValue()).isEqualTo(2);
  }

  @Example
  void decimalsKeepAllTheirDigits() throws Exception {
    assertThat(JsonTree.text(JsonTree.parse("[1.50,12345678901234567890.1]")))
        .isEqualTo("[1.50,12345678901234567890.1]");
  }

  @Example
  void absentNodeIsAnEmptyText() {
    assertThat(JsonTree.text(MissingNode.getInstance())).isEmpty();
  }

  @Example
  void whatIsNotOneValueIsRefused() {
    for (String text :
        List.of(
            "",
            "  ",
            "{",
            "[1",
            "{\"a\"}",
            "{\"a\":}",
            "1 2",
            "{} {}",
            "}",
            "tru",
            "\"\n\"",
            "\0\0\0A\0")) {
      assertThatThrownBy(() -> JsonTree.parse(text))
          .as(text)
          .isInstanceOf(JsonProcessingException.class);
    }
  }

  @Example
  void depthIsLimited() {
    assertThatThrownBy(() -> JsonTree.parse("[".repeat(100_000)))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("depth");
  }

  @Example
  void errorsDoNotQuoteWhatWasRead() {
    assertThatThrownBy(() -> JsonTree.parse("{\"token\":\"s3cret\", oops"))
        .hasMessageNotContaining("s3cret");
  }
}
