package dev.lerwq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
  @TempDir Path parent;

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void itIsWhereTheXdgSpecificationPutsState() {
    assertThat(DataDir.defaultPath(Map.of("XDG_STATE_HOME", "/var/x", "HOME", "/home/a")))
        .isEqualTo(Path.of("/var/x/lerwq"));
    assertThat(DataDir.defaultPath(Map.of("XDG_STATE_HOME", "relative", "HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.local/state/lerwq"));
    assertThat(DataDir.defaultPath(Map.of("HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.local/state/lerwq"));
  }

  @Test
  void aSecretIsMadeOnceAndForItsOwnerAlone() throws Exception {
    DataDir dir = new DataDir(parent.resolve("a/b"));
    DataDir.Generated first = dir.secret(dir.webhookSecretFile());
    assertThat(first.created()).isTrue();
    assertThat(first.value()).hasSizeGreaterThanOrEqualTo(43);
    assertThat(first.toString()).doesNotContain(first.value());
    assertThat(mode(dir.webhookSecretFile())).isEqualTo("rw-------");
    assertThat(mode(dir.root())).isEqualTo("rwx------");

    DataDir.Generated again = new DataDir(parent.resolve("a/b")).secret(dir.webhookSecretFile());
    assertThat(again.created()).isFalse();
    assertThat(again.value()).isEqualTo(first.value());
    assertThat(dir.secret(dir.brokerPasswordFile()).value()).isNotEqualTo(first.value());
    try (var files = Files.list(dir.root())) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void processesThatRaceAgreeOnTheSecret() {
    DataDir dir = new DataDir(parent.resolve("race"));
    Set<String> secrets = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 32)
        .parallel()
        .forEach(i -> secrets.add(dir.secret(dir.webhookSecretFile()).value()));
    assertThat(secrets).hasSize(1);
  }

  @Test
  void theBrokersUrlIsReplacedAndFound() throws Exception {
    DataDir dir = new DataDir(parent.resolve("c"));
    assertThat(dir.brokerUrl()).isEmpty();
    dir.recordBrokerUrl("amqp://lerwq:a@127.0.0.1:1");
    dir.recordBrokerUrl("amqp://lerwq:b@127.0.0.1:2");
    assertThat(dir.brokerUrl()).contains("amqp://lerwq:b@127.0.0.1:2");
    assertThat(mode(dir.brokerUrlFile())).isEqualTo("rw-------");
  }

  @Test
  void whatCannotBeUsedIsNamed() throws Exception {
    Path file = Files.createFile(parent.resolve("file"));
    DataDir dir = new DataDir(file);
    assertThatThrownBy(() -> dir.secret(dir.webhookSecretFile()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data_dir")
        .hasMessageContaining("--data_dir");
  }
}
