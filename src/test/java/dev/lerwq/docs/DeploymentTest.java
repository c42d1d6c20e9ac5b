package dev.lerwq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.cli.Invocation;
import dev.lerwq.cli.Invocation.Understood;
import dev.lerwq.config.AclChoice;
import dev.lerwq.exit.ExitCode;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names in the deployment files are those that the programs expect. */
class DeploymentTest {
  private static final Path DIRECTORY = Path.of("docs/deploying");
  private static final String BICEP = Pages.read(DIRECTORY.resolve("azure/main.bicep"));
  private static final String POWERSHELL = Pages.read(DIRECTORY.resolve("azure/setup.ps1"));

  private static final Pattern BICEP_NAME = Pattern.compile("(?m)^var (\\w+) = '([^'$]*)'$");
  private static final Pattern POWERSHELL_NAME = Pattern.compile("(?m)^\\$(\\w+) = '([^']*)'");

  @Test
  void theTemplateMakesTheEntitiesThatTheProgramsExpect() throws ReflectiveOperationException {
    Map<String, String> names = names(BICEP_NAME, BICEP);

    assertThat(names)
        .containsEntry("workQueue", standard("executor", "busqueue"))
        .containsEntry("workQueue", standard("reflector", "busqueue"))
        .containsEntry("workComplete", standard("executor", "buscomplete"))
        .containsEntry("workComplete", standard("reflector", "buscomplete"))
        .containsEntry("debugQueue", standard("reflector", "busdebug"))
        .containsEntry("debugQueue", standard("queue-recv", "busqueue"))
        .containsEntry("databaseName", AclChoice.DEFAULT_DATABASE)
        .containsEntry("ownerContainer", container("OWNERS"))
        .containsEntry("repositoryContainer", container("REPOSITORIES"));
  }

  @Test
  void theScriptMakesTheEntitiesThatTheProgramsExpect() throws ReflectiveOperationException {
    assertThat(names(POWERSHELL_NAME, POWERSHELL))
        .containsEntry("WorkQueue", standard("executor", "busqueue"))
        .containsEntry("WorkComplete", standard("executor", "buscomplete"))
        .containsEntry("DebugQueue", standard("reflector", "busdebug"))
        .containsEntry("Database", AclChoice.DEFAULT_DATABASE);
    assertThat(POWERSHELL)
        .contains(
            "$Containers = @('%s', '%s')"
                .formatted(container("OWNERS"), container("REPOSITORIES")));
  }

  @Test
  void bothGiveTheEntitiesTheirKind() {
    assertThat(BICEP)
        .contains("requiresSession: true", "requiresDuplicateDetection: true")
        .contains("duplicateDetectionHistoryTimeWindow: 'P1D'", "lockDuration: 'PT5M'")
        .contains("defaultMessageTimeToLive: 'P7D'", "'EnableServerless'", "paths: [ '/id' ]")
        .contains("sys.Label = \\'${label}\\'");
    assertThat(POWERSHELL)
        .contains("-RequiresSession", "-RequiresDuplicateDetection")
        .contains("-DuplicateDetectionHistoryTimeWindow $Day", "-LockDuration $Lock")
        .contains(
            "-DefaultMessageTimeToLive $Week", "'EnableServerless'", "-PartitionKeyPath '/id'")
        .contains("sys.Label = '$Label'");
  }

  @Test
  void bothUseThePortsAndPathsOfTheReflector() {
    String http = standard("reflector", "http_port");
    String management = standard("reflector", "management_port");

    for (String text : List.of(BICEP.replace(": ", " = "), POWERSHELL)) {
      assertThat(text)
          .contains("targetPort = " + http, "port = " + management)
          .contains("'/health/live'", "'/health/ready'", "/webhooks/github");
    }
  }

  @Test
  void thePredecessorsSettingsStillCount() {
    Map<String, String> old =
        Map.of(
            "SBCONN__fullyQualifiedNamespace", "bus.example",
            "ACL_COSMOS", "https://account.example",
            "GITHUB_HMAC_KEY", "secret");
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());

    Understood understood = Invocation.understand(List.of("reflector"), old, nowhere, nowhere);

    assertThat(understood)
        .isInstanceOfSatisfying(
            Understood.Run.class,
            run ->
                assertThat(run.configuration())
                    .containsEntry("lerwq.busname", "bus.example")
                    .containsEntry("lerwq.dbacct", "https://account.example")
                    .containsEntry("lerwq.webhook_secret", "secret"));
    assertThat(Pages.read(DIRECTORY.resolve("azure.md"))).contains(old.keySet());
  }

  @Test
  void supervisorsLeaveAnExecutorDownThatWasTakenOutOfService() {
    for (String unit : List.of("lerwq-executor.service", "lerwq-executor@.service")) {
      assertThat(Pages.read(DIRECTORY.resolve("systemd").resolve(unit)))
          .contains("Restart=always\n")
          .contains("RestartPreventExitStatus=" + ExitCode.SHUTDOWN + "\n")
          .contains("SuccessExitStatus=143\n");
    }
  }

  @Test
  void supervisorsWaitForAnExecutorAndKillItOnlyAfterItHadTimeToDrain() {
    long drain = Long.parseLong(standard("executor", "drain_timeout"));
    assertThat(drain).isEqualTo(TimeUnit.HOURS.toSeconds(6));
    for (String unit : List.of("lerwq-executor.service", "lerwq-executor@.service")) {
      assertThat(Pages.read(DIRECTORY.resolve("systemd").resolve(unit)))
          .contains("Type=notify\n", "NotifyAccess=main\n", "WatchdogSec=3min\n")
          .contains("TimeoutStopSec=6h 10min\n", "KillMode=mixed\n");
    }
  }

  private static Map<String, String> names(Pattern pattern, String text) {
    Map<String, String> names = new TreeMap<>();
    pattern.matcher(text).results().forEach(match -> names.put(match.group(1), match.group(2)));
    return names;
  }

  private static String standard(String command, String key) {
    return Settings.commands().get(command).findOption("--" + key).defaultValue();
  }

  private static String container(String constant) throws ReflectiveOperationException {
    Field field = Class.forName("dev.lerwq.acl.cosmos.CosmosItems").getDeclaredField(constant);
    field.setAccessible(true);
    return (String) field.get(null);
  }
}
