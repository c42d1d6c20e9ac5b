package dev.lerwq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
  private static final GithubWorkflow QUEUED =
      new GithubWorkflow(
          "queued",
          Optional.empty(),
          Optional.empty(),
          40817263512345L,
          375706,
          "octo-org",
          "firmware",
          "https://github.com/octo-org/firmware",
          List.of("self-hosted", "msr-morello", "cheribsd"),
          new GithubWorkflow.Debug(RawJson.of("{\"id\":40817263512345}"), "hubot"));

  private static String json(WireMessage message) {
    return new String(MessageCodec.encode(message), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void jobsAreWrittenExactlyAsTheContractSays() {
    assertThat(json(QUEUED))
        .isEqualTo(
            "{\"type\":\"github-workflow\",\"action\":\"queued\",\"conclusion\":null,"
                + "\"runner\":null,\"id\":40817263512345,\"installation\":375706,"
                + "\"owner\":\"octo-org\",\"repo\":\"firmware\","
                + "\"repo_html_url\":\"https://github.com/octo-org/firmware\","
                + "\"labels\":[\"self-hosted\",\"msr-morello\",\"cheribsd\"],"
                + "\"debug\":{\"workflow_job\":{\"id\":40817263512345},"
                + "\"sender_login\":\"hubot\"}}");
  }

  @Test
  void starsAndShutdownsAreWrittenExactlyAsTheContractSays() {
    assertThat(
            json(
                new GithubStar(
                    "deleted", Optional.empty(), 2, "o", "r", "u", List.of(true, false))))
        .isEqualTo(
            "{\"type\":\"github-star\",\"action\":\"deleted\",\"starred_at\":null,"
                + "\"installation\":2,\"owner\":\"o\",\"repo\":\"r\",\"repo_html_url\":\"u\","
                + "\"debug\":[true,false]}");
    assertThat(json(new Shutdown("5b0e", Optional.empty())))
        .isEqualTo("{\"type\":\"shutdown\",\"id\":\"5b0e\"}");
    assertThat(json(new ShutdownReply("board-7")))
        .isEqualTo("{\"type\":\"shutdown-reply\",\"host\":\"board-7\"}");
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    assertThat(
            MessageCodec.decode(
                utf8("{\"new\":{\"a\":[1]},\"type\":\"shutdown\",\"id\":\"x\",\"more\":null}")))
        .isEqualTo(new Shutdown("x", Optional.empty()));
  }

  @Test
  void jobsWithoutDebugAreUnderstood() throws Exception {
    String body = json(QUEUED).replaceAll(",\"debug\".*", "}");
    assertThat(((GithubWorkflow) MessageCodec.decode(utf8(body))).id()).isEqualTo(QUEUED.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                          | not JSON: there is nothing",
        "nonsense                                    | not JSON",
        "[]                                          | not a JSON object",
        "{}                                          | 'type'",
        "{\"type\":7}                                | 'type'",
        "{\"type\":\"pizza\"}                        | unknown message type 'pizza'",
        "{\"type\":\"shutdown\"}                     | 'id'",
        "{\"type\":\"shutdown\",\"id\":\"x\"} {}     | goes on after",
        "{\"type\":\"shutdown-reply\",\"host\":null} | 'host'",
        "{\"type\":\"github-workflow\"}              | 'labels'"
      })
  void whatIsWrongIsSaid(String body, String reason) {
    assertThatThrownBy(() -> MessageCodec.decode(utf8(body)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\":40817263512345",
        "\"installation\":375706",
        "\"owner\":\"octo-org\"",
        "\"action\":\"queued\"",
        "\"repo_html_url\":\"https://github.com/octo-org/firmware\""
      })
  void everyFieldIsNeeded(String field) {
    String name = field.substring(0, field.indexOf(':')).replace("\"", "");
    String body = json(QUEUED).replaceFirst(java.util.regex.Pattern.quote(field), "\"gone\":1");
    assertThatThrownBy(() -> MessageCodec.decode(utf8(body)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void twoLabelsAreNoRoute() {
    String body = json(QUEUED).replace(",\"cheribsd\"", "");
    assertThatThrownBy(() -> MessageCodec.decode(utf8(body))).hasMessageContaining("'labels'");
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadBack(@ForAll("jobs") GithubWorkflow job) throws Exception {
    assertThat(MessageCodec.decode(MessageCodec.encode(job))).isEqualTo(job);
    assertThat(MessageCodec.typeOf(MessageCodec.encode(job))).isEqualTo("github-workflow");
  }

  @Property(tries = 500)
  void noBytesDoWorseThanBeMalformed(@ForAll byte[] body) {
    try {
      MessageCodec.decode(body);
    } catch (MalformedMessageException expected) {
      assertThat(expected.getMessage()).isNotBlank();
    }
  }

  @Property(tries = 300)
  void damageDoesNoWorseThanBeMalformed(@ForAll("jobs") GithubWorkflow job, @ForAll int where) {
    byte[] body = MessageCodec.encode(job);
    body[Math.floorMod(where, body.length)] ^= 0x15;
    noBytesDoWorseThanBeMalformed(body);
  }

  @Provide
  Arbitrary<GithubWorkflow> jobs() {
    Arbitrary<String> text = Arbitraries.strings().all().ofMaxLength(20).filter(this::encodable);
    Arbitrary<Optional<String>> maybe = text.optional();
    Arbitrary<Long> id = Arbitraries.longs();
    return Combinators.combine(
            text, maybe, maybe, id, id, text, text, text.list().ofMinSize(3).ofMaxSize(6))
        .as(
            (action, conclusion, runner, job, installation, owner, repo, labels) ->
                new GithubWorkflow(
                    action,
                    conclusion,
                    runner,
                    job,
                    installation,
                    owner,
                    repo,
                    "https://example.org/" + owner,
                    labels,
                    new GithubWorkflow.Debug(RawJson.of("{\"id\":" + job + "}"), owner)));
  }

  /** Lone surrogates have no UTF-8. */
  private boolean encodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
