package dev.lerwq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is configured decides; nothing configured means embedded and file. */
class ChoiceTest {
  private static final Optional<String> NONE = Optional.empty();
  private static final DataDir DATA = new DataDir(Path.of("/data"));

  @Test
  void theBusFollowsFromItsSettings() {
    assertThat(BusChoice.of(NONE, NONE)).isEqualTo(new BusChoice.Embedded());
    assertThat(BusChoice.of(NONE, Optional.of("x.servicebus.windows.net")))
        .isEqualTo(new BusChoice.ServiceBusNamespace("x.servicebus.windows.net"));
    assertThat(BusChoice.of(Optional.of("amqps://h"), NONE))
        .isEqualTo(new BusChoice.AmqpBroker("amqps://h"));
    assertThat(BusChoice.of(Optional.of("Endpoint=sb://x/;SharedAccessKey=k"), NONE))
        .isInstanceOf(BusChoice.ServiceBusConnection.class);
  }

  @Test
  void secretsDoNotShow() {
    assertThat(BusChoice.of(Optional.of("Endpoint=sb://x/;SharedAccessKey=hush"), NONE).toString())
        .doesNotContain("hush");
    assertThat(BusChoice.of(Optional.of("amqp://u:hush@h"), NONE).toString())
        .doesNotContain("hush");
    assertThat(
            AclChoice.of(Optional.of("AccountKey=hush"), NONE, NONE, Optional.empty(), DATA)
                .toString())
        .doesNotContain("hush");
  }

  @Test
  void nonsenseAndContradictionsNameTheKeys() {
    assertThatThrownBy(() -> BusChoice.of(Optional.of("hush"), NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--busconn")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> BusChoice.of(Optional.of("amqp://h"), Optional.of("n")))
        .hasMessageContaining("--busconn")
        .hasMessageContaining("--busname");
    assertThatThrownBy(
            () -> AclChoice.of(Optional.of("c"), Optional.of("a"), NONE, Optional.empty(), DATA))
        .hasMessageContaining("--dbconn")
        .hasMessageContaining("--dbacct");
    assertThatThrownBy(
            () ->
                AclChoice.of(NONE, Optional.of("a"), NONE, Optional.of(Path.of("acl.json")), DATA))
        .hasMessageContaining("--acl_file")
        .hasMessageContaining("--dbacct");
  }

  @Test
  void theAllowListFollowsFromItsSettings() {
    assertThat(AclChoice.of(NONE, NONE, NONE, Optional.empty(), DATA))
        .isEqualTo(new AclChoice.JsonFile(Path.of("/data/acl.json")));
    assertThat(AclChoice.of(NONE, NONE, NONE, Optional.of(Path.of("x.json")), DATA))
        .isEqualTo(new AclChoice.JsonFile(Path.of("x.json")));
    assertThat(AclChoice.of(NONE, Optional.of("https://a"), NONE, Optional.empty(), DATA))
        .isEqualTo(new AclChoice.CosmosAccount("https://a", "GitHubWebHookDB"));
    assertThat(AclChoice.of(Optional.of("c"), NONE, Optional.of("d"), Optional.empty(), DATA))
        .isEqualTo(new AclChoice.CosmosConnection("c", "d"));
  }
}
