package dev.lerwq.reflector;

import static dev.lerwq.reflector.Webhook.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.message.GithubStar;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MalformedMessageException;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.RawJson;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a POST gets, branch by branch, over HTTP. */
@QuarkusTest
@TestProfile(ReflectorProfile.class)
class WebhookTest {
  private static final String WORK = "work-queue";
  private static final String COMPLETE = "work-complete";
  private static final String DEBUG = "github-reflector-debug";
  private static final long JOB = 40817263512345L;
  private static final String RUNNER = "ephemeral-board7-1763629921000-" + JOB;

  @Inject RecordingBus bus;
  @Inject FixedAllowList allowList;

  @BeforeEach
  void reset() {
    bus.reset();
    allowList.recover();
  }

  private void nothingWasPublished() {
    assertThat(bus.on(WORK)).isEmpty();
    assertThat(bus.on(COMPLETE)).isEmpty();
    assertThat(bus.on(DEBUG)).isEmpty();
  }

  private static GithubWorkflow workflow(OutboundMessage message) {
    try {
      return (GithubWorkflow) MessageCodec.decode(message.body());
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  // Jobs

  @Test
  void workIsPublishedBeforeItsDebugCopy() {
    given("workflow_job.queued").posted().statusCode(200);

    assertThat(bus.entities()).containsExactly(WORK, DEBUG);
  }

  @Test
  void queuedJobGoesToTheWorkQueueAndToDebug() {
    given("workflow_job.queued").posted().statusCode(200);

    assertThat(bus.on(WORK)).hasSize(1);
    OutboundMessage message = bus.on(WORK).get(0);
    assertThat(message.id()).contains("githubQ-" + JOB);
    assertThat(message.subject()).contains("msr-morello");
    assertThat(message.session()).isEmpty();
    GithubWorkflow job = workflow(message);
    assertThat(job.action()).isEqualTo("queued");
    assertThat(job.id()).isEqualTo(JOB);
    assertThat(job.installation()).isEqualTo(375706);
    assertThat(job.owner()).isEqualTo("octo-org");
    assertThat(job.repo()).isEqualTo("firmware");
    assertThat(job.repoHtmlUrl()).isEqualTo("https://github.com/octo-org/firmware");
    assertThat(job.labels()).containsExactly("self-hosted", "msr-morello", "cheribsd-purecap");
    assertThat(job.conclusion()).isEmpty();
    assertThat(job.runner()).isEmpty();
    assertThat(job.debug().senderLogin()).isEqualTo("hubot");
    assertThat(job.debug().workflowJob().toString()).contains("«smoke» ☃");

    assertThat(bus.on(DEBUG)).hasSize(1);
    assertThat(bus.on(DEBUG).get(0).id()).isEmpty();
    assertThat(bus.on(DEBUG).get(0).body()).isEqualTo(message.body());
    assertThat(bus.on(COMPLETE)).isEmpty();
  }

  @Test
  void theWorkflowJobIsCarriedOverByteByByte() {
    String job =
        "{ \"labels\" :[\"self-hosted\",\"msr-morello\",\"x\"],\n\t\"id\":1.0e0, \"id\":7, \"a\":"
            + "\"\\u00e9\\ud83d\\ude00é😀\", \"nested\":{\"deep\":[1,2,{\"k\":null}]} }";
    String body =
        "{\"action\":\"queued\",\"installation\":{\"id\":2},\"repository\":{\"name\":\"r\","
            + "\"html_url\":\"u\",\"owner\":{\"login\":\"octo-org\"}},\"workflow_job\":"
            + job
            + ",\"sender\":{\"login\":\"s\"}}";
    given("workflow_job.queued")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .posted()
        .statusCode(200);
    assertThat(new String(bus.on(WORK).get(0).body(), StandardCharsets.UTF_8))
        .contains("\"workflow_job\":" + job + ",\"sender_login\":\"s\"");
  }

  @Test
  void completedJobWithRunnerGoesToTheRunnersSession() {
    given("workflow_job.completed").posted().statusCode(200);

    assertThat(bus.on(WORK)).isEmpty();
    OutboundMessage message = bus.on(COMPLETE).get(0);
    assertThat(message.id()).contains("github-" + RUNNER + "-" + JOB);
    assertThat(message.session()).contains("github-" + RUNNER);
    assertThat(message.subject()).isEmpty();
    assertThat(workflow(message).conclusion()).contains("success");
    assertThat(workflow(message).runner()).contains(RUNNER);
    assertThat(bus.on(DEBUG)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"workflow_job.cancelled", "workflow_job.in_progress", "workflow_job.waiting"})
  void everythingElseGoesToDebugOnly(String fixture) {
    given(fixture).posted().statusCode(200);
    assertThat(bus.on(WORK)).isEmpty();
    assertThat(bus.on(COMPLETE)).isEmpty();
    assertThat(bus.on(DEBUG)).hasSize(1);
  }

  @Test
  void anActionThatGithubInventsLaterGoesToDebugOnly() {
    given("workflow_job.queued").with("/action", "\"paused\"").posted().statusCode(200);
    assertThat(bus.on(WORK)).isEmpty();
    assertThat(bus.on(DEBUG)).hasSize(1);
  }

  @Test
  void sixtyFourBitIdsSurvive() {
    given("workflow_job.queued")
        .with("/workflow_job/id", "9223372036854775807")
        .with("/installation/id", "9223372036854775806")
        .posted()
        .statusCode(200);
    assertThat(bus.on(WORK).get(0).id()).contains("githubQ-9223372036854775807");
    assertThat(workflow(bus.on(WORK).get(0)).installation()).isEqualTo(9223372036854775806L);
  }

  @Test
  void aUserOwnedRepositoryHasNoOrganisation() {
    given("workflow_job.queued").with("/organization", "null").posted().statusCode(200);
    given("workflow_job.queued").without("/organization").posted().statusCode(200);
    assertThat(bus.on(WORK)).hasSize(2);
  }

  @Test
  void aRedeliveryAndLateEventsArePassedOnUnderTheSameIds() {
    given("workflow_job.completed").posted().statusCode(200);
    given("workflow_job.queued").posted().statusCode(200);
    given("workflow_job.queued").posted().statusCode(200);
    assertThat(bus.on(WORK))
        .extracting(OutboundMessage::id)
        .containsExactly(Optional.of("githubQ-" + JOB), Optional.of("githubQ-" + JOB));
    assertThat(bus.on(COMPLETE)).hasSize(1);
  }

  @Test
  void theOldPathIsTheSame() {
    given("workflow_job.queued").to("/api/Post").posted().statusCode(200);
    assertThat(bus.on(WORK)).hasSize(1);
  }

  // Labels and access

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[\"self-hosted\"]",
        "[\"self-hosted\",\"msr-morello\"]",
        "[\"self-hosted\",\"msr-morello\",\"a\",\"b\"]",
        "[\"ubuntu-latest\"]",
        "[\"msr-morello\",\"self-hosted\",\"x\"]",
        "[\"Self-Hosted\",\"msr-morello\",\"x\"]"
      })
  void jobsForOthersAreIgnoredWithAReason(String labels) {
    given("workflow_job.queued")
        .with("/workflow_job/labels", labels)
        .posted()
        .statusCode(200)
        .body(containsString("ignored: "))
        .body(containsString("self-hosted"));
    nothingWasPublished();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "\"self-hosted\"", "7", "{}", "[\"self-hosted\",7,\"x\"]", "[[]]"})
  void labelsOfAWrongShapeAreNamed(String labels) {
    given("workflow_job.queued")
        .with("/workflow_job/labels", labels)
        .posted()
        .statusCode(400)
        .body(containsString("workflow_job.labels"));
    nothingWasPublished();
  }

  @Test
  void whoIsNotOnTheListIsTold() {
    given("workflow_job.queued")
        .with("/repository/owner/login", "\"stranger\"")
        .posted()
        .statusCode(200)
        .body(is("stranger firmware unauth for msr-morello\n"));
    given("workflow_job.queued")
        .with("/workflow_job/labels", "[\"self-hosted\",\"riscv\",\"x\"]")
        .posted()
        .statusCode(200)
        .body(is("octo-org firmware unauth for riscv\n"));
    nothingWasPublished();
  }

  @Test
  void namesAreComparedWithoutCaseAndRepositoriesCount() {
    given("workflow_job.queued")
        .with("/repository/owner/login", "\"OCTO-ORG\"")
        .posted()
        .statusCode(200);
    given("workflow_job.queued")
        .with("/repository/owner/login", "\"SomeOne\"")
        .with("/repository/name", "\"Tools\"")
        .with("/workflow_job/labels", "[\"self-hosted\",\"riscv\",\"x\"]")
        .posted()
        .statusCode(200);
    assertThat(bus.on(WORK)).hasSize(2);
  }

  @Test
  void anUnknownListMeansNo() {
    allowList.fail("the database is away");
    given("workflow_job.queued").posted().statusCode(200).body(containsString("unauth for"));
    nothingWasPublished();
  }

  // Other events

  @Test
  void aStarReportsAccessForEachProbeLabel() throws Exception {
    given("star.created").posted().statusCode(200);
    GithubStar star = (GithubStar) MessageCodec.decode(bus.on(DEBUG).get(0).body());
    assertThat(star)
        .isEqualTo(
            new GithubStar(
                "created",
                Optional.of("2026-11-20T10:00:00Z"),
                375706,
                "octo-org",
                "firmware",
                "https://github.com/octo-org/firmware",
                List.of(true, false)));
    given("star.deleted").posted().statusCode(200);
    assertThat(new String(bus.on(DEBUG).get(1).body(), StandardCharsets.UTF_8))
        .contains("\"starred_at\":null");
    assertThat(bus.on(WORK)).isEmpty();
  }

  @Test
  void aPingIsAnswered() {
    given("ping").posted().statusCode(200).body(is("pong\n"));
    nothingWasPublished();
  }

  @Test
  void eventsNobodyHandlesAreSaidToBe() {
    given("star.created")
        .header("X-GitHub-Event", "issue_comment")
        .posted()
        .statusCode(200)
        .body(containsString("nobody handles"));
    nothingWasPublished();
  }

  // Bad payloads

  @ParameterizedTest
  @CsvSource({
    "/action, action",
    "/workflow_job, workflow_job",
    "/workflow_job/id, workflow_job.id",
    "/workflow_job/labels, workflow_job.labels",
    "/installation, installation.id",
    "/installation/id, installation.id",
    "/repository, repository.owner.login",
    "/repository/name, repository.name",
    "/repository/html_url, repository.html_url",
    "/repository/owner, repository.owner.login",
    "/repository/owner/login, repository.owner.login"
  })
  void aMissingFieldIsNamed(String pointer, String field) {
    given("workflow_job.queued")
        .without(pointer)
        .posted()
        .statusCode(400)
        .body(containsString("'" + field + "'"));
    given("workflow_job.queued")
        .with(pointer, "null")
        .posted()
        .statusCode(400)
        .body(containsString("'" + field + "'"));
    nothingWasPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"12\"", "1.5", "9223372036854775808", "true", "{}"})
  void anIdMustBeAnInteger(String id) {
    given("workflow_job.queued")
        .with("/workflow_job/id", id)
        .posted()
        .statusCode(400)
        .body(containsString("'workflow_job.id'"));
    nothingWasPublished();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "nonsense", "[]", "\"x\"", "{}{}", "{\"a\":1}]", "{\"a\" 1}"})
  void whatIsNoJsonObjectIsRefused(String body) {
    given("workflow_job.queued")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .posted()
        .statusCode(400);
    nothingWasPublished();
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() {
    byte[] payload = given("workflow_job.queued").body();
    given("workflow_job.queued")
        .body(new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16BE))
        .posted()
        .statusCode(400);
    byte[] broken = payload.clone();
    broken[new String(payload, StandardCharsets.UTF_8).indexOf("octo-org")] = (byte) 0xff;
    given("workflow_job.queued").body(broken).posted().statusCode(400);
    nothingWasPublished();
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    given("workflow_job.queued")
        .body(deep.getBytes(StandardCharsets.UTF_8))
        .posted()
        .statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
  void onlyJsonIsTaken(String type) {
    given("workflow_job.queued").header("Content-Type", type).posted().statusCode(415);
    nothingWasPublished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "Application/JSON;charset=UTF-8"})
  void jsonMayNameItsCharset(String type) {
    given("workflow_job.queued").header("Content-Type", type).posted().statusCode(200);
  }

  @Test
  void aMissingEventHeaderIsNamed() {
    given("workflow_job.queued")
        .noHeader("X-GitHub-Event")
        .posted()
        .statusCode(400)
        .body(containsString("X-GitHub-Event"));
    nothingWasPublished();
  }

  @Test
  void rawBodiesSurviveAsViews() {
    byte[] bytes = "[{\"x\":1}]".getBytes(StandardCharsets.UTF_8);
    assertThat(RawJson.view(bytes, 1, 7)).isEqualTo(RawJson.of("{\"x\":1}"));
  }
}
