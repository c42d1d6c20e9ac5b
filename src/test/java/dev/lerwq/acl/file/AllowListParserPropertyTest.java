package dev.lerwq.acl.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllowListParserPropertyTest {

  @Property
  void randomTextNeverCrashes(@ForAll String text) {
    readsOrExplains(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void randomBytesNeverCrash(@ForAll byte[] bytes) {
    readsOrExplains(bytes);
  }

  @Property
  void randomJsonNeverCrashes(@ForAll("documents") String json) {
    readsOrExplains(json.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void truncatedJsonNeverCrashes(@ForAll("documents") String json, @ForAll double where) {
    int end = (int) (json.length() * Math.abs(where % 1));
    readsOrExplains(json.substring(0, end).getBytes(StandardCharsets.UTF_8));
  }

  private static void readsOrExplains(byte[] text) {
    try {
      assertThat(AllowListParser.parse(text, "acl.json").entries())
          .allSatisfy(entry -> assertThat(entry.id()).isNotEmpty());
    } catch (AllowListException e) {
      assertThat(e.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(e.getMessage()).startsWith("acl.json").hasLineCount(1);
    }
  }

  /** JSON that is nearly an allow list, so that every branch of the parser is met. */
  @Provide
  Arbitrary<String> documents() {
    return object(json(3), "AllowOwner", "AllowRepository", "else");
  }

  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> scalar =
        Arbitraries.of("\"octo\"", "\"m\"", "\"a/b\"", "\"\"", "1", "-2.5e3", "null", "true", "x");
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<String> below = json(depth - 1);
    return Arbitraries.oneOf(
        scalar,
        below.list().ofMaxSize(3).map(parts -> "[" + String.join(",", parts) + "]"),
        object(below, "id", "owner", "repo", "label", "else"));
  }

  private static Arbitrary<String> object(Arbitrary<String> value, String... names) {
    return Combinators.combine(Arbitraries.of(names), value)
        .as((name, v) -> "\"" + name + "\":" + v)
        .list()
        .ofMaxSize(5)
        .map(fields -> "{" + String.join(",", fields) + "}");
  }
}
