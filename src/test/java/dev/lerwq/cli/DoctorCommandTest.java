package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.config.BusChoice;
import dev.lerwq.config.DataDir;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.github.Secret;
import dev.lerwq.wiring.Adapters;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code app doctor} on deployments that are well and on others. */
class DoctorCommandTest {
  @TempDir Path directory;
  private DataDir dataDir;

  @BeforeEach
  void newDirectory() {
    dataDir = new DataDir(directory.resolve("data"));
  }

  private CommandRun doctor(String... more) {
    List<String> line = new ArrayList<>(List.of("doctor", "--data_dir=" + dataDir.root()));
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  @Test
  void aDeploymentThatIsWellIsAllOk() throws IOException {
    dataDir.secret(dataDir.webhookSecretFile());
    CommandRun.of("acl", "allow", "octo-org", "board", "--data_dir=" + dataDir.root());
    Path script = Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Path key = directory.resolve("key.pem");
    try (Bus broker =
            new Adapters().reflectorBus(new BusChoice.Embedded(), dataDir, "127.0.0.1", 0);
        GithubStandIn github = GithubStandIn.start(directory.resolve("spool"))) {
      assertThat(broker.capabilities()).isNotNull();
      github.install("octo-org");
      github
          .webhooks()
          .deliverTo(URI.create("http://127.0.0.1:9/webhooks/github"), new Secret("hush"));
      Files.writeString(key, github.privateKey().reveal());
      CommandRun run =
          doctor(
              "--github_api=" + github.api(),
              "--github_appid=" + github.appId(),
              "--github_key=" + key,
              "--busqueuesub=board",
              "--remotecmd=" + script,
              "--github_run=run",
              "--workdir=" + directory);
      assertThat(run.out().lines()).as(run.err()).allMatch(line -> line.startsWith("ok "));
      assertThat(run.out())
          .contains("webhook secret: was generated", "acl.json has 1 entries")
          .contains("the topic work-queue can be published to", "the queue work-complete")
          .contains("the credentials are those of the App lerwq-demo", "clock")
          .contains("all programs are there");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void whatIsNotConfiguredIsNoProblemAndWhatIsMissingIs() {
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("ok       github: no App is configured")
        .contains("ok       executor: no board is configured")
        .contains("warning  allow list: ")
        .contains("problem  bus: neither --busconn nor --busname is given");
  }

  @Test
  void everyProgramThatIsMissingHasALineOfItsOwn() {
    CommandRun run = doctor("--board_prepare=/nonexistent/a", "--remotecmd=/nonexistent/b");
    assertThat(run.out())
        .contains("problem  executor: board_prepare: there is no file /nonexistent/a")
        .contains("problem  executor: remotecmd: there is no file /nonexistent/b")
        .contains("problem  executor: missing: --github_run")
        .doesNotContain("internal error");
  }

  @Test
  void aKeyThatCannotBeUsedIsNamedAndNotShown() {
    CommandRun run =
        doctor("--github_appid=1", "--github_key=-----BEGIN RSA PRIVATE KEY-----\\nhush");
    assertThat(run.out()).contains("problem  github: github_key").doesNotContain("hush");
  }

  @Test
  void findingsAreAlsoToldAsJson() {
    assertThat(doctor("--json", "--webhook_secret=short").out().lines())
        .first()
        .asString()
        .startsWith(
            "{\"level\":\"warning\",\"part\":\"webhook secret\",\"text\":\"shorter than 16");
  }
}
