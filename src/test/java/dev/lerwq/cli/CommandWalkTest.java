package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.config.ConfigFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What holds for every command there is and will be. */
class CommandWalkTest {
  private static final String SECRET = "hush-4711";
  private static final Set<String> NEVER_FROM_A_FILE = Set.of("--config", "--help", "--version");

  private static final String BASH = CommandRun.of("completion", "bash").out();
  private static final String FISH = CommandRun.of("completion", "fish").out();

  @TempDir Path directory;

  static Stream<String> commands() {
    return CommandTree.all().keySet().stream().filter(words -> !words.isEmpty());
  }

  private static List<OptionSpec> options(String words) {
    return CommandTree.all().get(words).getCommandSpec().options();
  }

  private static boolean isGroup(String words) {
    return !CommandTree.all().get(words).getSubcommands().isEmpty();
  }

  private static List<String> line(String words, String... more) {
    List<String> line = new ArrayList<>(List.of(words.split(" ", -1)));
    line.addAll(List.of(more));
    return line;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDocumentedSpelledAlikeAndShownInAnExample(String words) {
    CommandSpec spec = CommandTree.all().get(words).getCommandSpec();
    for (OptionSpec option : spec.options()) {
      assertThat(String.join(" ", option.description())).as(option.longestName()).endsWith(".");
      assertThat(option.longestName()).matches("--[a-z][a-z0-9_]*");
    }
    assertThat(spec.usageMessage().footer()).anyMatch(text -> text.contains("app " + words));
    assertThat(String.join(" ", spec.usageMessage().description())).endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionThatHoldsASecretSaysSo(String words) {
    for (OptionSpec option : options(words)) {
      String text = String.join(" ", option.description());
      assertThat(Secrets.isSecret(Spelling.key(option.longestName())))
          .as(option.longestName())
          .isEqualTo(text.contains("A secret"));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionCanBeSetFromAFile(String words) throws IOException {
    CommandSpec spec = CommandTree.all().get(words).getCommandSpec();
    for (OptionSpec option : spec.options()) {
      if (NEVER_FROM_A_FILE.contains(option.longestName())) {
        continue;
      }
      String value = sample(option);
      ObjectNode json =
          JsonNodeFactory.instance.objectNode().put(Spelling.key(option.longestName()), value);
      Path file = Files.writeString(directory.resolve("c.json"), json.toString());
      CommandLine top = new CommandLine(App.class);
      top.setDefaultValueProvider(new OptionSources(ConfigFiles.read(List.of(file)), Map.of()));
      List<String> line = line(words);
      spec.positionalParameters().forEach(parameter -> line.add(positional(words)));
      CommandLine.ParseResult result = top.parseArgs(line.toArray(String[]::new));
      while (result.hasSubcommand()) {
        result = result.subcommand();
      }
      Object set = result.commandSpec().findOption(option.longestName()).getValue();
      assertThat(String.valueOf(set)).as(option.longestName()).contains(value);
    }
  }

  private static String positional(String words) {
    return words.equals("completion") ? "bash" : "word";
  }

  private static String sample(OptionSpec option) {
    Class<?> type = option.auxiliaryTypes().length > 0 ? option.auxiliaryTypes()[0] : option.type();
    if (type.isEnum()) {
      return String.valueOf(type.getEnumConstants()[type.getEnumConstants().length - 1]);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true";
    }
    return type == String.class || type == Path.class || type == URI.class ? "sample" : "17";
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noSecretIsEverEchoed(String words) throws IOException {
    if (isGroup(words)) {
      return;
    }
    List<String> line = line(words, "--nonsense=" + SECRET, SECRET);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (OptionSpec option : options(words)) {
      if (Secrets.isSecret(Spelling.key(option.longestName()))) {
        json.put(Spelling.key(option.longestName()), SECRET);
        line.add(option.longestName() + "=" + SECRET);
      } else if (sample(option).equals("17")) {
        line.add(option.longestName() + "=many");
      }
    }
    Path file = Files.writeString(directory.resolve("c.json"), json.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    line.add("--config=" + file);
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).as("stdout is for results").isEmpty();
    assertThat(run.err()).isNotEmpty().doesNotContain(SECRET);
    CommandRun help =
        CommandRun.of(line(words, "--config=" + file, "--help").toArray(String[]::new));
    assertThat(help.out() + help.err()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsAllOnStdoutAndFitsATerminal(String words) {
    CommandRun run = CommandRun.of(line(words, "--help").toArray(String[]::new));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: app " + words);
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandAndOptionIsCompletedInEveryShell(String words) {
    for (OptionSpec option : options(words)) {
      assertThat(BASH.contains(option.longestName())).as(option.longestName()).isTrue();
      assertThat(FISH)
          .contains(
              "__fish_seen_subcommand_from "
                  + words.replaceFirst(".* ", "")
                  + "'"
                  + (option.longestName().equals("--help") ? " -s h" : "")
                  + " -l "
                  + Spelling.key(option.longestName()));
    }
  }

  @Test
  void aReaderThatGoesAwayEndsACommandQuietly() throws IOException {
    Path acl = directory.resolve("acl.json");
    for (String owner : new String[] {"a", "b", "c"}) {
      CommandRun.of("acl", "allow", owner, "board", "--acl_file=" + acl);
    }
    StringWriter err = new StringWriter();
    PrintWriter closed =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            },
            true);
    int code =
        CommandRun.into(
            closed, new PrintWriter(err, true), Map.of(), "list-acls", "--acl_file=" + acl);
    assertThat(code).isZero();
    assertThat(err.toString()).isEmpty();
  }
}
