package dev.lerwq.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What {@code --help} says, written into a directory beside the application's jar when that is
 * built. To read a page takes a fraction of what it takes to compose it from a command's
 * annotations. Without the directory nothing is missing but that time.
 */
public final class HelpPages {
  private static final List<String> ASKS = List.of("-h", "--help");

  private final Path directory;

  /**
   * @param directory null if there are no pages
   */
  HelpPages(Path directory) {
    this.directory = directory;
  }

  /** Beside the jar that this application runs from; there are none where it runs from classes. */
  static HelpPages ofThisApplication() {
    String path = System.getProperty("java.class.path", "");
    boolean fromJar = path.endsWith(".jar") && !path.contains(File.pathSeparator);
    return new HelpPages(fromJar ? Path.of(path).resolveSibling("help") : null);
  }

  /**
   * @param arguments the directory to write to
   */
  public static void main(String... arguments) throws IOException {
    new HelpPages(Path.of(arguments[0])).write();
  }

  /** Nothing is left of commands that are gone. */
  void write() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.{txt,ansi}")) {
      for (Path page : old) {
        Files.delete(page);
      }
    }
    write("app", Commands.all(CommandLine.defaultFactory()));
  }

  private void write(String name, CommandLine command) throws IOException {
    for (Ansi ansi : List.of(Ansi.OFF, Ansi.ON)) {
      StringWriter page = new StringWriter();
      command.usage(new PrintWriter(page), ansi);
      Files.writeString(file(name, ansi), page.toString());
    }
    for (Map.Entry<String, CommandLine> sub : command.getSubcommands().entrySet()) {
      write(name + " " + sub.getKey(), sub.getValue());
    }
  }

  /**
   * The page that answers a line. Empty if the line asks for anything beside help, if there is no
   * page, and if the environment sets an option, since help tells that as the option's default.
   */
  Optional<String> answerTo(List<String> line, Map<String, String> environment) {
    int words = line.size() - 1;
    if (directory == null
        || words < 0
        || !ASKS.contains(line.get(words))
        || OptionSources.mayBeSetIn(environment)) {
      return Optional.empty();
    }
    String name = "app";
    for (String word : line.subList(0, words)) {
      // Of what a command's name consists of, so that no other file can be meant.
      if (!word.matches("[a-z-]+")) {
        return Optional.empty();
      }
      name += " " + word;
    }
    Path page = file(name, Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF);
    try {
      return Files.exists(page) ? Optional.of(Files.readString(page)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path file(String name, Ansi ansi) {
    return directory.resolve(name.replace(' ', '_') + (ansi == Ansi.ON ? ".ansi" : ".txt"));
  }
}
