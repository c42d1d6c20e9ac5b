package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.cli.Invocation.Understood;
import dev.lerwq.exit.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HelpPagesTest {
  private static final String COLOURS = "picocli.ansi";

  @TempDir static Path directory;
  private static HelpPages pages;

  @BeforeAll
  static void write() throws IOException {
    pages = new HelpPages(directory.resolve("help"));
    pages.write();
    Files.writeString(directory.resolve("secret.txt"), "not help");
  }

  @AfterEach
  void coloursAsTheyAre() {
    System.clearProperty(COLOURS);
  }

  static Set<String> commands() {
    return CommandTree.all().keySet();
  }

  private static List<String> line(String words) {
    return List.of(words.split(" ", -1));
  }

  private static Optional<String> answerTo(String line) {
    return pages.answerTo(line(line), Map.of());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysWhatTheCommandWouldSay(String words) {
    assertThat(answerTo((words + " --help").strip())).contains(CommandTree.help(words));
    assertThat(answerTo((words + " -h").strip())).contains(CommandTree.help(words));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysItInTheSameColours(String words) {
    System.setProperty(COLOURS, "true");
    assertThat(CommandTree.help(words)).contains("\u001b[");
    assertThat(answerTo((words + " --help").strip())).contains(CommandTree.help(words));
  }

  @Test
  void hasPagesOfAliasesToo() {
    List<String> aliases = new ArrayList<>();
    for (CommandLine command : new CommandLine(App.class).getSubcommands().values()) {
      aliases.addAll(Arrays.asList(command.getCommandSpec().aliases()));
    }
    assertThat(aliases)
        .isNotEmpty()
        .allSatisfy(alias -> assertThat(answerTo(alias + " --help")).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list-acls",
        "list-acls --json --help",
        "list-acls --help --json",
        "nothing-such --help",
        "../secret --help",
        "acl/allow --help",
        "_acl --help",
        "acl_allow --help",
        " --help",
        ""
      })
  void whateverElseIsLeftToTheParser(String line) {
    assertThat(answerTo(line)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "LERWQ_HTTP_PORT, false",
    "GITHUB_HMAC_KEY, false",
    "LERWQ_JAVA_OPTS, true",
    "LERWQ_ARCHIVE, true",
    "LANG, true"
  })
  void defaultsFromTheEnvironmentAreLeftToTheParser(String variable, boolean answered) {
    assertThat(pages.answerTo(line("reflector --help"), Map.of(variable, "99")).isPresent())
        .isEqualTo(answered);
  }

  @Test
  void nothingIsLeftOfCommandsThatAreGone() throws IOException {
    Path stale = Files.writeString(directory.resolve("help/app_gone.txt"), "old");
    assertThat(answerTo("gone --help")).contains("old");
    pages.write();
    assertThat(stale).doesNotExist();
  }

  @Test
  void withoutPagesTheParserAnswers() {
    assertThat(new HelpPages(null).answerTo(line("--help"), Map.of())).isEmpty();
    assertThat(new HelpPages(directory.resolve("no")).answerTo(line("--help"), Map.of())).isEmpty();
  }

  @Test
  void aLineIsAnsweredFromItsPage() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("app_list-acls.txt"), "as written\n");
    StringWriter out = new StringWriter();
    Understood understood =
        Invocation.understand(
            line("list-acls --help"),
            Map.of(),
            new HelpPages(other),
            new PrintWriter(out),
            new PrintWriter(StringWriter.nullWriter()));
    assertThat(understood).isEqualTo(new Understood.Finished(ExitCode.OK));
    assertThat(out).hasToString("as written\n");
  }
}
