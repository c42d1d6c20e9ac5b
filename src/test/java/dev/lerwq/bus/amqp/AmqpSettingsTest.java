package dev.lerwq.bus.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.bus.amqp.AmqpSettings.Login;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmqpSettingsTest {

  @Test
  void fullUrlIsRead() {
    AmqpSettings settings =
        AmqpSettings.parse("amqp://us%40er:p%3Aa%2Fs%25s+w@broker.example:1234");
    assertThat(settings.host()).isEqualTo("broker.example");
    assertThat(settings.port()).isEqualTo(1234);
    assertThat(settings.tls()).isFalse();
    assertThat(settings.login()).contains(new Login("us@er", "p:a/s%s+w"));
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://h,h,5672,false",
    "amqps://h,h,5671,true",
    "AMQPS://h/,h,5671,true",
    "amqp://[::1],::1,5672,false",
    "amqp://[::1]:99,::1,99,false",
    "amqp://127.0.0.1:99,127.0.0.1,99,false",
  })
  void whatIsLeftOutHasADefault(String url, String host, int port, boolean tls) {
    AmqpSettings settings = AmqpSettings.parse(url);
    assertThat(settings.host()).isEqualTo(host);
    assertThat(settings.port()).isEqualTo(port);
    assertThat(settings.tls()).isEqualTo(tls);
    assertThat(settings.login()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "user:topsecret@host,scheme",
    "http://user:topsecret@host,scheme",
    "amqp://user:topsecret@,host",
    "amqp://user:topsecret@:5672,host",
    "amqp://user:topsecret@ho st,host",
    "amqp://user:topsecret@host:,port",
    "amqp://user:topsecret@host:0,port",
    "amqp://user:topsecret@host:65536,port",
    "amqp://user:topsecret@host:x,port",
    "amqp://user:topsecret%zz@host,percent-encoding",
    "amqp://user:topsecret@host/vhost,after the port",
    "amqp://:topsecret@host,without a user",
  })
  void errorSaysWhatIsWrongWithoutThePassword(String url, String what) {
    assertThatThrownBy(() -> AmqpSettings.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("busconn")
        .hasMessageContaining(what)
        .hasMessageNotContaining("topsecret")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void passwordIsNotPrinted() {
    assertThat(AmqpSettings.parse("amqp://user:topsecret@host").toString())
        .contains("user:***")
        .doesNotContain("topsecret");
  }

  @Property(tries = 200)
  boolean encodedLoginComesBack(@ForAll @NotEmpty String user, @ForAll String password) {
    String url = "amqp://" + encode(user) + ":" + encode(password) + "@host";
    Login expected = new Login(utf8(user), utf8(password));
    return AmqpSettings.parse(url).login().filter(expected::equals).isPresent();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Lone surrogates have no encoding. */
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
