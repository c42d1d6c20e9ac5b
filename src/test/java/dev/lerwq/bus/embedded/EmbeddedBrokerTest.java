package dev.lerwq.bus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir Path directory;

  private BrokerSettings settings(int port) {
    return BrokerSettings.of(directory.resolve("data"), "127.0.0.1", port, "s3cret");
  }

  @Test
  void directoryHasOneOwner() {
    try (EmbeddedBroker first = EmbeddedBroker.start(settings(0))) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedBroker.start(settings(0)))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("data_dir")
          .hasMessageContaining(directory.toString());
    }
  }

  @Test
  void directoryOfAnotherProcessIsRefused() throws Exception {
    try (BrokerProcess other = BrokerProcess.start(directory.resolve("data"))) {
      assertThat(other.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedBroker.start(settings(0)))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("data_dir");
    }
  }

  @Test
  void portInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedBroker.start(settings(taken.getLocalPort())))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("bus_port")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
    EmbeddedBroker.start(settings(0)).close();
  }

  @Test
  void directoryThatCannotBeWrittenIsNamed() throws Exception {
    Files.createFile(directory.resolve("data"));
    assertThatThrownBy(() -> EmbeddedBroker.start(settings(0)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("data_dir");
  }

  @Test
  void closingTwiceIsFineAndFreesEverything() {
    EmbeddedBroker broker = EmbeddedBroker.start(settings(0));
    int port = broker.port();
    broker.close();
    broker.close();
    EmbeddedBroker again = EmbeddedBroker.start(settings(port));
    assertThat(again.port()).isEqualTo(port);
    again.close();
  }

  @Test
  void passwordIsNotPrinted() {
    assertThat(settings(0).toString()).doesNotContain("s3cret");
  }
}
