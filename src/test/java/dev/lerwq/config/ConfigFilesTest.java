package dev.lerwq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {
  @TempDir Path directory;

  private Path file(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void laterFilesWin() {
    Path one = file("one.json", "{\"busqueue\":\"a\",\"github_appid\":1234567890123}");
    Path two = file("two.json", "{\"busqueue\":\"b\",\"loop\":true}");
    ConfigFiles merged = ConfigFiles.read(List.of(one, two));
    assertThat(merged.value("busqueue")).contains("b");
    assertThat(merged.fileOf("busqueue")).contains(two);
    assertThat(merged.value("github_appid")).contains("1234567890123");
    assertThat(merged.value("loop")).contains("true");
    assertThat(merged.value("other")).isEmpty();
    assertThat(merged.keys()).containsExactly("busqueue", "github_appid", "loop");
  }

  @Test
  void nullMeansAbsentAndListsAreJoined() {
    Path one = file("one.json", "{\"a\":null,\"b\":[\"x\",\"y\",3],\"c\":[]}");
    ConfigFiles files = ConfigFiles.read(List.of(one));
    assertThat(files.value("a")).isEmpty();
    assertThat(files.value("b")).contains("x,y,3");
    assertThat(files.value("c")).contains("");
  }

  @Test
  void aKeyInPemKeepsItsLineBreaks() {
    Path one = file("one.json", "{\"github_key\":\"-----BEGIN\\nabc\\n\"}");
    assertThat(ConfigFiles.read(List.of(one)).value("github_key")).contains("-----BEGIN\nabc\n");
  }

  @Test
  void objectsAreNoValues() {
    Path one = file("one.json", "{\"busqueue\":{\"name\":\"x\"}}");
    assertThatThrownBy(() -> ConfigFiles.read(List.of(one)).value("busqueue"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("busqueue")
        .hasMessageContaining(one.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":\"secret", "{\"a\":1}x", "[1]", "\"secret\""})
  void whatIsNoObjectIsRefusedByNameAndWithoutItsContent(String text) {
    Path bad = file("bad.json", text);
    assertThatThrownBy(() -> ConfigFiles.read(List.of(bad)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bad.json")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aSyntaxErrorIsLocated() {
    Path bad = file("bad.json", "{\n  \"a\": 1,\n  oops\n}");
    assertThatThrownBy(() -> ConfigFiles.read(List.of(bad))).hasMessageContaining("bad.json:3:");
  }

  @Test
  void aMissingFileIsSaidToBe() {
    Path gone = directory.resolve("gone.json");
    assertThatThrownBy(() -> ConfigFiles.read(List.of(gone)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("gone.json")
        .hasMessageContaining("no such file");
  }
}
