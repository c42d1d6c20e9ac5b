package dev.lerwq.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lerwq.executor.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdTest {
  @TempDir Path directory;

  @Test
  void everyStateIsOneDatagram() throws Exception {
    assumeTrue(NotifiedSocket.isPossible());
    String path = directory.resolve("notify").toString();
    try (NotifiedSocket socket = NotifiedSocket.at(path)) {
      Supervisor systemd = Systemd.of(Map.of("NOTIFY_SOCKET", path));
      systemd.ready();
      systemd.status("2 waiting\n1 at wörk");
      systemd.alive();
      systemd.stopping();
      assertThat(socket.heard())
          .containsExactly("READY=1", "STATUS=2 waiting 1 at wörk", "WATCHDOG=1", "STOPPING=1");
    }
  }

  @Test
  void socketMayBeInTheAbstractNamespace() throws Exception {
    assumeTrue(NotifiedSocket.isPossible());
    String name = "@lerwq-" + UUID.randomUUID();
    try (NotifiedSocket socket = NotifiedSocket.at(name)) {
      Systemd.of(Map.of("NOTIFY_SOCKET", name)).ready();
      assertThat(socket.heard()).containsExactly("READY=1");
    }
  }

  @Test
  void socketThatIsAwayHarmsNothing() {
    Supervisor systemd =
        Systemd.of(Map.of("NOTIFY_SOCKET", directory.resolve("absent").toString()));
    assertThatCode(systemd::ready).doesNotThrowAnyException();
    assertThatCode(systemd::alive).doesNotThrowAnyException();
  }

  @Test
  void withoutASocketNobodyIsTold() {
    assertThat(Systemd.of(Map.of("WATCHDOG_USEC", "1000000"))).isNotInstanceOf(Systemd.class);
    assertThat(Systemd.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"))).isNotInstanceOf(Systemd.class);
  }

  @Test
  void watchdogIsOursUnlessItIsAnotherProcesses() {
    assertThat(watchdog(Map.of("WATCHDOG_USEC", "180000000"))).contains(Duration.ofMinutes(3));
    String own = Long.toString(ProcessHandle.current().pid());
    assertThat(watchdog(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", own)))
        .contains(Duration.ofMillis(1));
    assertThat(watchdog(Map.of("WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))).isEmpty();
    assertThat(watchdog(Map.of("WATCHDOG_USEC", "soon"))).isEmpty();
    assertThat(watchdog(Map.of())).isEmpty();
  }

  private java.util.Optional<Duration> watchdog(Map<String, String> variables) {
    Map<String, String> environment = new java.util.HashMap<>(variables);
    environment.put("NOTIFY_SOCKET", directory.resolve("s").toString());
    return Systemd.of(environment).watchdog();
  }
}
