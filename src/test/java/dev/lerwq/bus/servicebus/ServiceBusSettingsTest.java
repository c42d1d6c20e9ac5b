package dev.lerwq.bus.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lerwq.bus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceBusSettingsTest {
  private static final String GOOD =
      "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0";

  @Test
  void connectionStringNamesItsHostAndPrintsNoKey() {
    ServiceBusSettings settings = ServiceBusSettings.connectionString(GOOD);

    assertThat(settings.host()).isEqualTo("ns.servicebus.windows.net");
    assertThat(settings).hasToString("busconn ns.servicebus.windows.net");
    assertThat(settings.access().toString()).doesNotContain("c2VjcmV0");
  }

  @Test
  void entityPathIsLeftOut() {
    ServiceBusSettings settings = ServiceBusSettings.connectionString(GOOD + ";EntityPath=q;");

    assertThat(((ServiceBusSettings.Access.Key) settings.access()).connectionString())
        .doesNotContain("EntityPath")
        .contains("SharedAccessKey=c2VjcmV0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "amqp://localhost",
        "Endpoint=sb://ns/;SharedAccessKey=c2VjcmV0",
        "SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0",
        "Endpoint=;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0",
        "Endpoint=no url c2VjcmV0;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0",
        "Endpoint=sb://ns/;SharedAccessKeyName=k;c2VjcmV0"
      })
  void whatIsNoConnectionStringIsSaidInOneLineWithoutTheKey(String value) {
    assertThatThrownBy(() -> ServiceBusSettings.connectionString(value))
        .isInstanceOf(BusException.Misconfigured.class)
        .hasMessageStartingWith("busconn: ")
        .hasMessageNotContainingAny("c2VjcmV0", "\n");
  }

  @Test
  void namespaceMayBeShort() {
    assertThat(ServiceBusSettings.namespace("ns").host()).isEqualTo("ns.servicebus.windows.net");
    assertThat(ServiceBusSettings.namespace("NS.servicebus.azure.cn").host())
        .isEqualTo("ns.servicebus.azure.cn");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sb://ns", "a b", "-", "ns..net"})
  void whatIsNoHostIsSaid(String value) {
    assertThatThrownBy(() -> ServiceBusSettings.namespace(value))
        .isInstanceOf(BusException.Misconfigured.class)
        .hasMessageStartingWith("busname: ");
  }
}
