package dev.lerwq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text in the documentation that is made from the code. Tests hold the committed text to it, or,
 * with {@code -Ddocs.write}, put it there.
 */
final class GeneratedText {
  private static final boolean WRITE = Boolean.getBoolean("docs.write");

  private GeneratedText() {}

  /** The whole file has to be {@code wanted}. */
  static void isWhole(Path file, String wanted) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, wanted);
    }
    assertThat(file).as(howTo(file)).content().isEqualTo(wanted);
  }

  /** What is between the two lines has to be {@code wanted}. */
  static void isBetween(Path file, String begin, String end, String wanted) throws IOException {
    String text = Files.readString(file);
    int from = text.indexOf(begin);
    int to = text.indexOf(end, from + begin.length());
    assertThat(from).as("'%s' in %s", begin, file).isNotNegative();
    assertThat(to).as("'%s' in %s", end, file).isNotNegative();
    int start = from + begin.length();
    if (WRITE) {
      Files.writeString(file, text.substring(0, start) + "\n" + wanted + text.substring(to));
    } else {
      assertThat(text.substring(start, to)).as(howTo(file)).isEqualTo("\n" + wanted);
    }
  }

  private static String howTo(Path file) {
    return file
        + " is not what the code says; write it anew with"
        + " ./mvnw test -Dtest='dev.lerwq.docs.*Test' -Ddocs.write=true and commit it";
  }
}
