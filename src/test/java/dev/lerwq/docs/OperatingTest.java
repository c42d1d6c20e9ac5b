package dev.lerwq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.exit.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperatingTest {
  private static final Path PAGE = Path.of("docs/operating.md");
  private static final Pattern MADE =
      Pattern.compile("(?:builder|counter)\\(\\s*\"(lerwq\\.[a-z.]+)\"");
  private static final Pattern DOCUMENTED = Pattern.compile("`(lerwq_[a-z_]+)`");

  @Test
  void everyMetricIsDocumentedAndNoOther() throws IOException {
    Set<String> made = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> made.addAll(matches(MADE, read(file))));
    }
    Set<String> documented =
        matches(DOCUMENTED, read(PAGE)).stream()
            .map(name -> name.replaceFirst("_(total|seconds)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(made).isNotEmpty();
    assertThat(documented)
        .isEqualTo(
            made.stream()
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void everyExitCodeIsDocumented() {
    String page = read(PAGE);
    for (int code :
        List.of(ExitCode.OK, ExitCode.FAILED, ExitCode.MISCONFIGURED, ExitCode.SHUTDOWN)) {
      assertThat(page).contains("| " + code + " | ");
    }
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
