package dev.lerwq.bus.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AMQ229032: User: eve does not have permission='MANAGE' on address activemq.management",
        "AMQ229213: User: eve does not have permission='VIEW' for queue q on address a",
        "AMQ229067: Cannot find resource with name broker",
        "AMQ229069: no operation listQueues/3",
      })
  void managementThatWillNeverAnswerIsMisconfigured(String text) {
    assertThat(Failures.management(text))
        .isInstanceOf(BusException.Misconfigured.class)
        .hasMessageContaining(text);
  }

  @Test
  void managementThatFailedThisTimeIsUnavailable() {
    String text = "AMQ229043: Broker is not started";
    assertThat(Failures.management(text))
        .isInstanceOf(BusException.Unavailable.class)
        .hasMessageContaining(text);
    assertThat(Failures.management("null")).isInstanceOf(BusException.Unavailable.class);
  }
}
