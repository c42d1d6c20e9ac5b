package dev.lerwq.queues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.InboundMessage.DeadLetter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageFormatTest {
  private static final String JOB =
      "{\"type\":\"github-workflow\",\"action\":\"queued\",\"conclusion\":null,\"id\":4711,"
          + "\"owner\":\"octo\",\"repo\":\"fw\"}";

  private static InboundMessage message(String body, Optional<DeadLetter> why) {
    return new InboundMessage(
        body.getBytes(UTF_8),
        Optional.of("githubQ-4711"),
        Optional.of("red"),
        Optional.empty(),
        17,
        Instant.parse("2026-01-02T03:04:05.678Z"),
        2,
        why);
  }

  @Test
  void pipedOutputIsAsThePredecessorPrintedIt() {
    assertThat(MessageFormat.plain().format(message(JOB, Optional.empty())))
        .isEqualTo("17 2026-01-02T03:04:05.678Z " + JOB);
  }

  @Test
  void jsonIsOneLineWithTheBodyAsItIs() throws Exception {
    String line =
        MessageFormat.json().format(message(JOB, Optional.of(new DeadLetter("why", "because"))));
    assertThat(line).doesNotContain("\n");
    assertThat(new ObjectMapper().readTree(line))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"sequence\":17,\"enqueuedAt\":\"2026-01-02T03:04:05.678Z\",\"attempt\":2,"
                        + "\"id\":\"githubQ-4711\",\"subject\":\"red\",\"reason\":\"why\","
                        + "\"detail\":\"because\",\"body\":"
                        + JOB
                        + "}"));
    assertThat(MessageFormat.json().format(message("{} no json", Optional.empty())))
        .contains("\"body\":\"{} no json\"");
    assertThat(MessageFormat.json().format(message("", Optional.empty())))
        .contains("\"body\":\"\"");
  }

  @Test
  void terminalsGetOneLineWithoutColourIfTheyWantNone() {
    PrettyFormat pretty = new PrettyFormat(false, false, ZoneOffset.UTC);
    assertThat(pretty.format(message(JOB, Optional.of(new DeadLetter("why", "because")))))
        .isEqualTo(
            "17  2026-01-02 03:04:05  github-workflow queued octo/fw 4711  [red]  githubQ-4711"
                + "  attempt 2  why: because");
    assertThat(new PrettyFormat(true, false, ZoneOffset.UTC).format(message(JOB, Optional.empty())))
        .contains("\033[1mgithub-workflow queued octo/fw 4711\033[0m");
  }

  @Test
  void verboseAddsTheBodyIndented() {
    PrettyFormat pretty = new PrettyFormat(false, true, ZoneOffset.UTC);
    assertThat(pretty.format(message(JOB, Optional.empty())))
        .contains("\n    {\n")
        .contains("\n      \"owner\" : \"octo\",\n");
  }

  @Test
  void bodiesCannotSteerTheTerminal() {
    for (boolean verbose : new boolean[] {false, true}) {
      for (String nasty :
          new String[] {
            "\033]0;x\007\u009b31m\n\u202e", "{\"type\":\"\\u001b[2J\\u009b\",\"x\":\"\u009b1m\"}"
          }) {
        String shown =
            new PrettyFormat(false, verbose, ZoneOffset.UTC)
                .format(message(nasty, Optional.of(new DeadLetter("\033[2J", "\u009b"))));
        assertThat(shown.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
      }
    }
  }
}
