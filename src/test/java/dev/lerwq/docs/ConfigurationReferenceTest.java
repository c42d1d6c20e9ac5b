package dev.lerwq.docs;

import static java.util.stream.Collectors.joining;

import dev.lerwq.docs.Settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
  private static final String HEAD =
      """
      # Configuration

      This page is made from the command line's own model; do not edit it. After a change of options, write
      it anew with `./mvnw test -Dtest='dev.lerwq.docs.*Test' -Ddocs.write=true`.

      A setting can come from four places. The first that has it wins:

      1. the command line: `--bus_port 5673`, or `--bus-port 5673`;
      2. the environment: `LERWQ_BUS_PORT=5673`; set to nothing counts as not set;
      3. the files named by `--config FILE.json`, which may be given more than once; later files win:
         `{"bus_port": 5673}`;
      4. the default.

      A key of another command in a file is no error. A key that no command knows is a warning. Switches
      are `true` or `false` in files and in the environment. Lists are joined by commas, or JSON arrays.

      For the reflector, three variables of the predecessor count where the new one is not set:
      `GITHUB_HMAC_KEY` is `webhook_secret`, `SBCONN__fullyQualifiedNamespace` is `busname`, and `ACL_COSMOS` is
      `dbacct`. Identities for Azure are read from `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and
      `AZURE_CLIENT_SECRET`, or are the machine's managed identity.

      Secrets are better in a file of mode 0600, or in the environment, than on the command line, which
      everyone on the machine can read.

      | key | commands | value | default | environment | meaning |
      |---|---|---|---|---|---|
      """;

  @Test
  void theReferenceIsWhatTheCommandLineKnows() throws IOException {
    String rows = Settings.all().stream().map(ConfigurationReferenceTest::row).collect(joining());
    GeneratedText.isWhole(Path.of("docs/reference/configuration.md"), HEAD + rows);
  }

  private static String row(Setting setting) {
    return Stream.of(
            code(setting.key()),
            setting.commands().stream()
                .map(ConfigurationReferenceTest::code)
                .collect(joining(", ")),
            setting.values().isEmpty() ? "switch" : setting.values(),
            setting.standard(),
            code(setting.environment()),
            setting.description())
        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
        .collect(joining(" | ", "| ", " |\n"));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
