package dev.lerwq.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code app --version} says. */
final class Version implements IVersionProvider {

  /** Whether a line asks for nothing else, so that no parser need look at it. */
  static boolean isAskedFor(List<String> line) {
    return line.size() == 1 && List.of("--version", "-V").contains(line.get(0));
  }

  @Override
  public String[] getVersion() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/lerwq-build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new String[] {
      "lerwq " + build.getProperty("version") + " (commit " + build.getProperty("commit") + ")",
      "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}
