package dev.lerwq.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documentation's files. */
final class Pages {
  private Pages() {}

  /** Everything that is documentation or deployment, by path. */
  static Map<Path, String> all() {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
              docs.filter(Files::isRegularFile))
          .sorted()
          .collect(Collectors.toMap(path -> path, Pages::read, (a, b) -> a, LinkedHashMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<Path, String> markdown() {
    Map<Path, String> pages = all();
    pages.keySet().removeIf(path -> !path.toString().endsWith(".md"));
    return pages;
  }

  /** The code blocks of one language. */
  static List<String> blocks(String page, String language) {
    Matcher matcher = Pattern.compile("(?ms)^ *```" + language + "\\n(.*?)^ *```$").matcher(page);
    return matcher.results().map(block -> block.group(1)).toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
