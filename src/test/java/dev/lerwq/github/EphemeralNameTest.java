package dev.lerwq.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EphemeralNameTest {
  @Test
  void hostsMayHaveHyphensAndNumbers() {
    assertThat(EphemeralName.parse("ephemeral-board-7-1700000000000-42"))
        .contains(new EphemeralName("board-7", Instant.ofEpochMilli(1_700_000_000_000L), 42));
  }

  @Test
  void nameIsParsedToWhatMadeIt() {
    EphemeralName made = new EphemeralName("board-7", Instant.ofEpochMilli(1_700_000_000_000L), 42);
    assertThat(made).hasToString("ephemeral-board-7-1700000000000-42");
    assertThat(EphemeralName.parse(made.toString())).contains(made);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ephemeral-",
        "ephemeral--1700000000000-42",
        "ephemeral-h-17-42",
        "my-ephemeral-h-1700000000000-4",
        "ephemeral-h-1700000000000-",
        "ephemeral-h-1700000000000-x",
        "runner",
        "ephemeral-h-1700000000000-9999999999999999999"
      })
  void othersAreLeftAlone(String name) {
    assertThat(EphemeralName.parse(name)).isEmpty();
  }
}
