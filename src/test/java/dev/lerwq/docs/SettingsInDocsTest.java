package dev.lerwq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

/** Settings that the documentation and the deployment files name exist. */
class SettingsInDocsTest {
  private static final Pattern VARIABLE = Pattern.compile("\\bLERWQ_([A-Z_]+)\\b");
  private static final Pattern COMMAND =
      Pattern.compile("\\bapp ((?:acl |dead-letters )?[a-z][a-z-]+)([^|`'\\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--([a-z][a-z_-]*)");

  /**
   * Read by the launcher; set for a slot's scripts; and the pattern by which the reference explains
   * all others.
   */
  private static final Set<String> OTHER_VARIABLES = Set.of("JAVA_OPTS", "ARCHIVE", "SLOT", "A_B");

  @Test
  void everyEnvironmentVariableIsAnOption() {
    Set<String> known =
        Settings.keys().stream().map(String::toUpperCase).collect(Collectors.toSet());
    Pages.all()
        .forEach(
            (path, text) -> {
              Set<String> named = new TreeSet<>();
              VARIABLE.matcher(text).results().forEach(match -> named.add(match.group(1)));
              named.removeAll(OTHER_VARIABLES);
              assertThat(known).as("LERWQ_... in %s", path).containsAll(named);
            });
  }

  @Test
  void everyOptionOfACommandLineIsOneOfItsCommand() {
    Map<String, CommandSpec> commands = Settings.commands();
    int checked = 0;
    for (Map.Entry<Path, String> page : Pages.all().entrySet()) {
      Matcher lines = COMMAND.matcher(page.getValue().replaceAll("\\\\\\n", " "));
      while (lines.find()) {
        CommandSpec command = commands.get(lines.group(1));
        if (command != null) {
          Set<String> known =
              command.options().stream().map(Settings::key).collect(Collectors.toSet());
          Matcher options = OPTION.matcher(lines.group(2));
          while (options.find()) {
            checked++;
            assertThat(known)
                .as("options of '%s' in %s", lines.group(1), page.getKey())
                .contains(options.group(1).replace('-', '_'));
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void everyKeyOfAnExampleFileIsAnOption() throws JsonProcessingException {
    Set<String> known = new TreeSet<>();
    for (String command : Set.of("reflector", "executor")) {
      Settings.commands().get(command).options().forEach(o -> known.add(Settings.key(o)));
    }
    int checked = 0;
    for (Map.Entry<Path, String> page : Pages.markdown().entrySet()) {
      for (String block : Pages.blocks(page.getValue(), "json")) {
        JsonNode example = new ObjectMapper().readTree(block);
        Set<String> keys = new TreeSet<>();
        example.fieldNames().forEachRemaining(keys::add);
        if (keys.stream().anyMatch(known::contains)) {
          checked++;
          assertThat(known).as("example in %s", page.getKey()).containsAll(keys);
        }
      }
    }
    assertThat(checked).isGreaterThan(3);
  }
}
