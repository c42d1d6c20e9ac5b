package dev.lerwq.bus.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.bus.BusException;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final OutboundMessage MESSAGE = OutboundMessage.of(new byte[0]);

  @Test
  void writerAndReaderMeet() {
    assertThat(Addresses.of(Destination.queue("q"), MESSAGE))
        .isEqualTo("q")
        .isEqualTo(Addresses.of(Source.queue("q")));
    assertThat(Addresses.of(Destination.topic("t"), MESSAGE.withSubject("msr-morello")))
        .isEqualTo("t::t/msr-morello")
        .isEqualTo(Addresses.of(Source.subscription("t", "msr-morello")));
    assertThat(Addresses.of(Destination.queue("c"), MESSAGE.withSession("github-a*b::c")))
        .isEqualTo("c::c/github-a%2Ab%3A%3Ac")
        .isEqualTo(Addresses.of(Source.session("c", "github-a*b::c")));
  }

  @Test
  void deadLettersAreApart() {
    assertThat(Addresses.of(Source.queue("q").ofDeadLetters())).isEqualTo("q.dead-letter");
    assertThat(Addresses.of(Source.session("q", "s").ofDeadLetters())).isEqualTo("q.dead-letter");
    assertThat(Addresses.of(Source.subscription("t", "s").ofDeadLetters()))
        .isEqualTo("t.dead-letter::t.dead-letter/s");
  }

  @Test
  void topicNeedsASubject() {
    assertThatThrownBy(() -> Addresses.of(Destination.topic("t"), MESSAGE))
        .isInstanceOf(BusException.Refused.class)
        .hasMessageContaining("t is a topic");
  }

  @Property(tries = 300)
  void encodingIsHarmlessAndReversible(@ForAll String text) {
    String encoded = Addresses.encode(text);
    assertThat(encoded).matches("[A-Za-z0-9._%-]*");
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8))
        .isEqualTo(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
