package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything wrong is told in one message, and secrets are never repeated. */
class OptionProblemsTest {
  @TempDir Path directory;

  private Path file(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void malformedOptionsOfEverySourceAndMissingOnesAreOneMessage() throws IOException {
    Path config = file("c.json", "{\"linger\":\"long\",\"loop\":\"perhaps\"}", "rw-------");
    CommandRun run =
        CommandRun.of(
            Map.of("LERWQ_RUNNER_IDLE", "1h"),
            "executor",
            "--config=" + config,
            "--idle",
            "soon",
            "--metrics_port=x",
            "--board_prepare=/nonexistent/script");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("malformed: --idle, \"idle\" in a --config file, or LERWQ_IDLE: 'soon' is not a")
        .contains("LERWQ_METRICS_PORT: 'x' is not a")
        .contains("LERWQ_LINGER: 'long' is not a whole number, in " + config)
        .contains("LERWQ_LOOP: 'perhaps' is not a boolean, in " + config)
        .contains("LERWQ_RUNNER_IDLE: '1h' is not a whole number, in the environment")
        .contains(
            "missing: --github_appid, \"github_appid\" in a --config file, or LERWQ_GITHUB_APPID")
        .contains("missing: --github_key", "missing: --remotecmd", "missing: --github_run")
        .contains("board_prepare: there is no file /nonexistent/script");
  }

  @Test
  void anUnknownOptionDoesNotHideWhatElseIsWrong() {
    CommandRun run = CommandRun.of("reflector", "--http_port=x", "--webhook_secre", "hush");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--http_port")
        .contains("unknown option: --webhook_secre")
        .doesNotContain("hush");
  }

  @Test
  void aValueThatNobodyAskedForIsNotRepeated() {
    CommandRun run = CommandRun.of("reflector", "Endpoint=sb://x;SharedAccessKey=hush");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("an argument too many").doesNotContain("hush");
    run = CommandRun.of("reflector", "--nonsense=hush");
    assertThat(run.err()).contains("unknown option: --nonsense").doesNotContain("hush");
  }

  @Test
  void aFileWithSecretsThatEverybodyCanReadIsWarnedAbout() throws IOException {
    Path open =
        file(
            "open.json", "{\"busconn\":\"amqp://u:hush@h\",\"webhook_secret\":\"x\"}", "rw-r--r--");
    Path closed = file("closed.json", "{\"busconn\":\"amqp://u:hush@h\"}", "rw-r-----");
    Path harmless =
        file("fine.json", "{\"github_key\":\"/etc/key.pem\",\"busconn\":\"@/run/x\"}", "rw-r--r--");
    CommandRun run =
        CommandRun.of(
            "reflector",
            "--config=" + open,
            "--config=" + closed,
            "--config=" + harmless,
            "--http_port=x");
    assertThat(run.err())
        .contains("every user of this machine can read " + open)
        .contains("holds busconn, webhook_secret; run: chmod o-rwx " + open)
        .doesNotContain("closed.json")
        .doesNotContain("can read " + harmless)
        .doesNotContain("hush");
  }

  @Test
  void aSecretMayBeInAFileOfItsOwn() throws IOException {
    Path secret = file("secret", "hush\n", "rw-------");
    Path bus = file("bus", "amqp://u:hush@h\n", "rw-------");
    Invocation.Understood understood =
        Invocation.understand(
            List.of("reflector", "--webhook_secret=@" + secret),
            Map.of("LERWQ_BUSCONN", "@" + bus),
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()));
    assertThat(((Invocation.Understood.Run) understood).configuration())
        .containsEntry("lerwq.webhook_secret", "hush")
        .containsEntry("lerwq.busconn", "amqp://u:hush@h");
    CommandRun missing =
        CommandRun.of("reflector", "--webhook_secret=@/nonexistent/s", "--busconn=@/nonexistent/b");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .contains("webhook_secret: the file /nonexistent/s cannot be read")
        .contains("busconn: the file /nonexistent/b cannot be read");
  }

  @Test
  void anArgumentIsNeverTakenForAFileOfArguments() throws IOException {
    Path arguments = file("arguments", "--help", "rw-------");
    assertThat(CommandRun.of("reflector", "@" + arguments).exitCode()).isEqualTo(2);
  }
}
