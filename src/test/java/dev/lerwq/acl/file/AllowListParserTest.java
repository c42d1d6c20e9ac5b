package dev.lerwq.acl.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowListParserTest {

  private static List<AllowEntry> parse(String text) throws AllowListException {
    return AllowListParser.parse(text.getBytes(StandardCharsets.UTF_8), "acl.json").entries();
  }

  @Test
  void bothListsAreRead() throws Exception {
    assertThat(
            parse(
                """
                {"AllowOwner": [{"id": "1", "owner": "Octo", "label": "morello"}],
                 "AllowRepository": [
                   {"id": "1", "owner": "mona", "repo": "hello", "label": "morello"}]}
                """))
        .containsExactly(
            new AllowEntry.Owner("1", "Octo", "morello"),
            new AllowEntry.Repository("1", "mona", "hello", "morello"));
  }

  @Test
  void whatIsNotKnownIsIgnored() throws Exception {
    assertThat(
            parse(
                """
                {"comment": {"AllowOwner": 3}, "AllowOwner": [
                  {"owner": "octo", "label": "m", "audit": {"who": [1]}, "repo": 5, "_etag": null}]}
                """))
        .containsExactly(AllowEntry.Owner.of("octo", "m"));
  }

  @Test
  void missingListsAreEmptyAndDuplicatesAreFine() throws Exception {
    assertThat(parse("{}")).isEmpty();
    assertThat(parse("\uFEFF{\"AllowRepository\": []}")).isEmpty();
    String entry = "{\"id\": \"1\", \"owner\": \"octo\", \"label\": \"m\"}";
    assertThat(parse("{\"AllowOwner\": [" + entry + "," + entry + "]}")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                | line 1, column 1: expected an object: {",
        "{\"AllowOwner\": {}}              | line 1, column 16: expected an array of entries as",
        "{\"AllowRepository\": null}       | line 1, column 21: expected an array of entries as",
        "{\"AllowOwner\": [\"octo\"]}      | line 1, column 17: expected an entry of AllowOwner: {",
        "{\"AllowOwner\": [{\"owner\": 1}]} | line 1, column 27: expected a string as \"owner\"",
        "{\"AllowOwner\": [{\"id\": 7}]}   | line 1, column 24: expected a string as \"id\"",
        "{\"AllowOwner\": [{\"id\": \"\"}]} | line 1, column 24: \"id\" '' is empty; leave it out",
        "{\"AllowOwner\": [{\"owner\": \"octo\"}]} | line 1, column 17: an entry of AllowOwner needs"
            + " the field \"label\"",
        "{\"AllowRepository\": [{\"owner\": \"octo\"}]} | needs the field \"repo\"",
        "{\"AllowOwner\": [{\"owner\": \"a/b\"}]} | line 1, column 27: \"owner\" 'a/b' is no GitHub",
        "{\"AllowRepository\": [{\"repo\": \"a/b\"}]} | \"repo\" 'a/b' is no repository name",
        "{\"AllowOwner\": [{\"label\": \" m\"}]} | \"label\" ' m' starts or ends with white space",
        "{} {}                             | line 1, column 4: expected nothing after",
        "{\"AllowOwner\": [], \"AllowOwner\": []} | Duplicate field 'AllowOwner'",
        "{\"AllowOwner\": [}               | line 1, column 17: Unexpected",
        "{\"AllowOwner\": [                | line 1, column 17: Unexpected end-of-input: expected close marker for Array from line: 1, column: 16",
        "``                                | is empty",
      })
  void wrongShapesSayWhereAndWhatIsExpected(String text, String problem) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            AllowListException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED))
        .hasMessageStartingWith("acl.json")
        .hasMessageContaining(problem);
  }
}
