package dev.lerwq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.BrokerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static Silence of(int holder, int ending, int broker, int handover) {
    return new Silence(
        Duration.ofSeconds(holder),
        Duration.ofSeconds(ending),
        Duration.ofSeconds(broker),
        Duration.ofSeconds(handover));
  }

  @Test
  void brokerThatGivesUpBeforeItsClientHasEndedIsRefused() {
    assertThat(of(12, 20, 33, 20).broker()).hasSeconds(33);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(12, 20, 32, 20))
        .withMessageContaining("PT32S");
  }

  @Test
  void takingOverBeforeTheLastHolderHasEndedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(12, 20, 60, 19))
        .withMessageContaining("PT19S");
  }

  @Test
  void clientThatBelievesForEverIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> of(0, 20, 60, 30));
  }

  @Test
  void bothEndsAreSetToIt() {
    assertThat(AmqpSettings.of("h", 1, false, Optional.empty()).heartbeat().multipliedBy(4))
        .isEqualTo(Silence.USUAL.holder());
    assertThat(BrokerSettings.of(Path.of("x"), "h", 1, "p").silence())
        .isEqualTo(Silence.USUAL.broker());
  }
}
