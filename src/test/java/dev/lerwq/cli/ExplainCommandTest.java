package dev.lerwq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.reflector.Signatures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code app explain}. */
class ExplainCommandTest {
  private static final String JOB =
      """
      {"action":"%s","installation":{"id":7},"sender":{"login":"mona"},
       "repository":{"name":"firmware","html_url":"https://github.com/octo-org/firmware",
                     "owner":{"login":"octo-org"}},
       "workflow_job":{"id":42,"labels":[%s],"runner_name":%s,"conclusion":null}}
      """;

  @TempDir Path directory;
  private Path acl;

  @BeforeEach
  void allow() throws IOException {
    acl = directory.resolve("acl.json");
    Files.writeString(
        acl, "{\"AllowOwner\":[{\"id\":\"1\",\"owner\":\"Octo-Org\",\"label\":\"board\"}]}");
  }

  private CommandRun explain(String body, String... more) throws IOException {
    Path file = Files.writeString(directory.resolve("delivery.json"), body);
    List<String> line = new ArrayList<>(List.of("explain", file.toString(), "--acl_file=" + acl));
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  private static String job(String action, String runner, String... labels) {
    String list = "\"" + String.join("\",\"", labels) + "\"";
    return JOB.formatted(action, list, runner);
  }

  @Test
  void aJobThatIsAllowedIsFollowedToItsQueue() throws IOException {
    CommandRun run = explain(job("queued", "null", "self-hosted", "board", "os"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "yes  the signature is by a configured secret: taken as given",
            "yes  the first label is self-hosted",
            "yes  there are 3 labels: [self-hosted, board, os]",
            "yes  the allow list has an entry: Octo-Org for board",
            "yes  a queued job goes to the work queue: the job is queued",
            "so   the answer is 200 queued job 42 for board",
            "published to work-queue, id githubQ-42, subject board",
            "published to debug");
  }

  @Test
  void aCompletionIsFollowedToItsRunnersSession() throws IOException {
    CommandRun run = explain(job("completed", "\"r1\"", "self-hosted", "board", "os"));
    assertThat(run.out())
        .contains(
            "no   a queued job goes to the work queue: the job is completed",
            "published to work-complete, id github-r1-42, session github-r1");
  }

  @Test
  void theRuleThatTurnsAJobAwayIsTheLast() throws IOException {
    assertThat(explain(job("queued", "null", "ubuntu-latest")).out())
        .contains("no   the first label is self-hosted: [ubuntu-latest]\nso   the answer is 200")
        .contains("nothing is published");
    assertThat(explain(job("queued", "null", "self-hosted", "board")).out())
        .contains("no   there are 3 labels: [self-hosted, board]\nso");
    assertThat(explain(job("queued", "null", "self-hosted", "other", "os")).out())
        .contains("no   the allow list has an entry: none for octo-org/firmware and other\nso");
  }

  @Test
  void anAllowListThatCannotBeReadIsTheReason() throws IOException {
    Files.writeString(acl, "{]");
    CommandRun run = explain(job("queued", "null", "self-hosted", "board", "os"));
    assertThat(run.out()).contains("no   the allow list has an entry: ").contains(acl.toString());
  }

  @Test
  void aPayloadThatLacksAFieldIsAnsweredWithItsName() throws IOException {
    CommandRun run =
        explain("{\"workflow_job\":{\"id\":1},\"action\":\"queued\"}", "--event=workflow_job");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("the answer is 400").contains("workflow_job.labels");
  }

  @Test
  void aSignatureIsJudgedIfThereIsOne() throws IOException {
    String body = job("queued", "null", "self-hosted", "board", "os");
    String right = Signatures.header("hush", body.getBytes(StandardCharsets.UTF_8));
    assertThat(explain(body, "--signature", right, "--webhook_secret=hush").out())
        .startsWith("yes  the signature is by a configured secret: over the raw bytes");
    CommandRun wrong = explain(body, "--signature", right, "--webhook_secret=sesame");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.out()).contains("the answer is 401").doesNotContain("sesame");
    CommandRun none = explain(body, "--signature", right, "--data_dir=" + directory);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("missing: --webhook_secret");
  }

  @Test
  void theEventIsToldByTheBodyOrAskedFor() throws IOException {
    assertThat(explain("{\"zen\":\"x\"}").out()).contains("the answer is 200 pong");
    assertThat(explain("{}").exitCode()).isEqualTo(2);
    assertThat(explain("{}", "--event", "push").out()).contains("nobody handles this event");
    assertThat(explain("no json", "--event", "push").exitCode()).isZero();
  }

  @Test
  void aStarShowsTheAccessOfEachProbeLabel() throws IOException {
    String star =
        "{\"action\":\"created\",\"starred_at\":\"2026-01-01T00:00:00Z\",\"installation\":{\"id\":7},"
            + "\"repository\":{\"name\":\"f\",\"html_url\":\"h\",\"owner\":{\"login\":\"octo-org\"}}}";
    assertThat(explain(star, "--probe_labels=board,other", "--json").out())
        .contains("[board, other]: [true, false]")
        .contains("\"messages\":[{\"channel\":\"debug\"}]");
  }

  @Test
  void standardInputAndMissingFiles() {
    CommandRun run = CommandRun.of(Map.of(), "explain", "/nonexistent/delivery.json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("/nonexistent/delivery.json cannot be read");
    assertThat(CommandRun.of("explain").err()).contains("PAYLOAD.json");
  }
}
