package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference, the man pages and each {@code --help} are as committed. With {@code
 * -Ddocs.write=true} they are written instead.
 */
class ReferenceTest {
  private static final Path HELP = Path.of("src/test/resources/help");
  private static final Path MAN = Path.of("docs/reference/man");

  private static final Map<Path, String> PAGES = pages();

  private static Map<Path, String> pages() {
    Map<Path, String> pages = new LinkedHashMap<>(ReferencePages.all());
    for (String words : CommandTree.all().keySet()) {
      String name = ("app " + words).strip().replace(' ', '-') + ".txt";
      pages.put(HELP.resolve(name), CommandTree.help(words));
    }
    return pages;
  }

  static Stream<Path> files() {
    return PAGES.keySet().stream();
  }

  @BeforeAll
  static void writeIfAskedTo() throws IOException {
    if (!Boolean.getBoolean("docs.write")) {
      return;
    }
    for (Map.Entry<Path, String> page : PAGES.entrySet()) {
      Files.createDirectories(page.getKey().getParent());
      Files.writeString(page.getKey(), page.getValue());
    }
    for (Path stale : committed()) {
      if (!PAGES.containsKey(stale)) {
        Files.delete(stale);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isAsTheCommandsSay(Path file) {
    assertThat(file)
        .as("renew it with ./mvnw test -Dtest=ReferenceTest -Ddocs.write=true")
        .exists()
        .hasContent(PAGES.get(file));
  }

  @Test
  void nothingIsLeftOfCommandsThatAreGone() {
    assertThat(PAGES.keySet()).containsAll(committed());
  }

  private static Set<Path> committed() {
    Set<Path> out = new TreeSet<>();
    for (Path directory : new Path[] {HELP, MAN}) {
      try (Stream<Path> files = Files.list(directory)) {
        files.forEach(out::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out;
  }
}
