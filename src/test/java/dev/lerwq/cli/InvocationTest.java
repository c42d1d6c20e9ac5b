package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.cli.Invocation.Understood;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What a command line means, before anything is booted. */
class InvocationTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Understood understand(Map<String, String> environment, String... args) {
    return Invocation.understand(
        List.of(args), environment, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private Map<String, String> configuration(Map<String, String> environment, String... args) {
    Understood understood = understand(environment, args);
    assertThat(understood).as(err.toString()).isInstanceOf(Understood.Run.class);
    return ((Understood.Run) understood).configuration();
  }

  private void exits(int code, Understood understood) {
    assertThat(understood).isEqualTo(new Understood.Finished(code));
  }

  private String file(String name, String json) {
    try {
      return Files.writeString(directory.resolve(name), json).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static List<String> commands() {
    return List.copyOf(new CommandLine(App.class).getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyHelpNeedsNothing(String command) {
    exits(0, understand(Map.of(), command, "--help"));
    assertThat(out.toString()).startsWith("Usage: app ").contains("--config=FILE");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDocumentedAndSpelledAlike(String command) {
    CommandLine line = new CommandLine(App.class).getSubcommands().get(command);
    for (OptionSpec option : line.getCommandSpec().options()) {
      assertThat(option.description()).as(option.longestName()).isNotEmpty();
      assertThat(option.longestName()).matches("--[a-z][a-z0-9_]*");
    }
    assertThat(line.getCommandSpec().usageMessage().footer())
        .as("an example")
        .anyMatch(text -> text.contains("app " + line.getCommandName()));
  }

  @Test
  void helpAndVersionGoToStdout() {
    exits(0, understand(Map.of(), "--help"));
    assertThat(out.toString()).contains("reflector", "shutdown");
    exits(0, understand(Map.of(), "--version"));
    assertThat(out.toString()).contains("lerwq ").contains("Java ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingAtAllIsAUsageError() {
    exits(2, understand(Map.of()));
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("missing: a command").contains("--help");
  }

  @Test
  void misspeltCommandsAndOptionsAreGuessed() {
    exits(2, understand(Map.of(), "reflektor"));
    assertThat(err.toString()).contains("reflector");
    exits(2, understand(Map.of(), "reflector", "--busnam", "x"));
    assertThat(err.toString()).contains("--busname");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void kebabCaseIsTheSameOption() {
    assertThat(configuration(Map.of(), "reflector", "--http-port=1", "--data-dir", "/d"))
        .containsEntry("quarkus.http.port", "1")
        .containsEntry("lerwq.data_dir", "/d");
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentWhichWinsOverFilesTheLaterFirst() {
    String one = file("one.json", "{\"http_port\":1,\"http_host\":\"one\",\"busdebug\":\"one\"}");
    String two = file("two.json", "{\"http_port\":2,\"http_host\":\"two\"}");
    Map<String, String> configuration =
        configuration(
            Map.of("LERWQ_HTTP_HOST", "three", "LERWQ_HTTP_PORT", "3"),
            "reflector",
            "--config",
            one,
            "--config=" + two,
            "--http_port",
            "4");
    assertThat(configuration)
        .containsEntry("quarkus.http.port", "4")
        .containsEntry("quarkus.http.host", "three")
        .containsEntry("mp.messaging.outgoing.debug.entity", "one");
  }

  @Test
  void thePredecessorsEnvironmentConfiguresTheReflector() {
    assertThat(
            configuration(
                Map.of(
                    "GITHUB_HMAC_KEY", "hush",
                    "SBCONN__fullyQualifiedNamespace", "x.servicebus.windows.net",
                    "ACL_COSMOS", "https://x.documents.azure.com"),
                "reflector"))
        .containsEntry("lerwq.webhook_secret", "hush")
        .containsEntry("lerwq.busname", "x.servicebus.windows.net")
        .containsEntry("lerwq.dbacct", "https://x.documents.azure.com");
    assertThat(
            configuration(
                Map.of("GITHUB_HMAC_KEY", "old", "LERWQ_WEBHOOK_SECRET", "new"), "reflector"))
        .containsEntry("lerwq.webhook_secret", "new");
  }

  @Test
  void howFreshTheAllowListIsCanBeSet() {
    assertThat(
            configuration(Map.of("LERWQ_ACL_MAX_STALE", "60"), "reflector", "--acl_refresh", "5"))
        .containsEntry("lerwq.acl_refresh", "5")
        .containsEntry("lerwq.acl_max_stale", "60");
    assertThat(configuration(Map.of(), "reflector")).doesNotContainKey("lerwq.acl_refresh");
  }

  @Test
  void contradictionsAreAllReportedAtOnceAndWithoutSecrets() {
    exits(
        2,
        understand(
            Map.of(),
            "reflector",
            "--busconn=amqp://u:hush@h",
            "--busname=b",
            "--dbconn=hush",
            "--dbacct=d"));
    assertThat(err.toString())
        .contains("--busconn", "--busname", "--dbconn", "--dbacct")
        .doesNotContain("hush");
  }

  @Test
  void malformedNumbersNameTheirOption() {
    exits(2, understand(Map.of(), "reflector", "--http_port", "eighty"));
    assertThat(err.toString()).contains("--http_port").contains("eighty");
    exits(2, understand(Map.of("LERWQ_BUS_PORT", "x"), "reflector"));
    assertThat(err.toString()).contains("--bus_port");
  }

  @Test
  void unknownKeysAreWarnedAboutAndOthersKeysAreNot() {
    String file = file("c.json", "{\"busquue\":1,\"github_appid\":5,\"acl-file\":\"x\"}");
    assertThat(configuration(Map.of(), "reflector", "--config", file))
        .containsEntry("lerwq.acl_file", "x");
    assertThat(err.toString())
        .contains("unknown key \"busquue\"")
        .contains("did you mean \"busqueue\"?")
        .contains(file)
        .doesNotContain("github_appid")
        .doesNotContain("acl_file");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aBrokenFileIsAUsageError() {
    exits(2, understand(Map.of(), "reflector", "--config", directory + "/none.json"));
    assertThat(err.toString()).contains("none.json").contains("no such file");
  }
}
