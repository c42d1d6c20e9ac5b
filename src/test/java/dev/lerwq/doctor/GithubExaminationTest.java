package dev.lerwq.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.github.AppApi;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.Installations;
import dev.lerwq.github.RepositoryRef;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of GitHub's answers about the App. */
class GithubExaminationTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private Instant theirs = NOW;
  private AppApi.Identity identity =
      new AppApi.Identity(
          1, "app", Map.of("administration", "write", "actions", "read"), List.of("workflow_job"));
  private Optional<AppApi.Hook> hook =
      Optional.of(new AppApi.Hook("https://h/webhooks/github", "json", true, true));
  private List<Installations.Installation> installed =
      List.of(new Installations.Installation(1, "octo-org", false));

  private List<String> findings() {
    AppApi app =
        new AppApi() {
          @Override
          public Identity identity() {
            return identity;
          }

          @Override
          public Hook hook() throws GithubException {
            return hook.orElseThrow(GithubExaminationTest::notFound);
          }

          @Override
          public Instant time() {
            return theirs;
          }
        };
    Installations installations =
        new Installations() {
          @Override
          public List<Installation> installations() {
            return installed;
          }

          @Override
          public List<RepositoryRef> repositories(long installation) {
            return List.of();
          }

          @Override
          public RepositoryRef find(String owner, String name) throws GithubException {
            throw notFound();
          }
        };
    List<String> out = new ArrayList<>();
    new Doctor(List.of(new GithubExamination(app, installations, Clock.fixed(NOW, ZoneOffset.UTC))))
        .examine(
            finding -> out.add(finding.level() + " " + finding.part() + ": " + finding.text()));
    return out;
  }

  private static GithubException notFound() {
    return new GithubException(GithubException.Kind.NOT_FOUND, "404", Optional.empty(), null);
  }

  @Test
  void allIsWell() {
    assertThat(findings()).hasSize(4).allMatch(line -> line.startsWith("OK "));
  }

  @Test
  void aClockThatIsWrongIsNoticedBothWays() {
    theirs = NOW.minusSeconds(90);
    assertThat(findings())
        .anyMatch(line -> line.startsWith("PROBLEM clock: ") && line.contains("90 s"));
    theirs = NOW.plusSeconds(90);
    assertThat(findings()).anyMatch(line -> line.startsWith("PROBLEM clock: "));
    theirs = NOW.plusSeconds(30);
    assertThat(findings()).anyMatch(line -> line.startsWith("WARNING clock: "));
  }

  @Test
  void missingPermissionsAndEventsSayWhatToSet() {
    identity = new AppApi.Identity(1, "app", Map.of("administration", "read"), List.of("star"));
    assertThat(findings())
        .anyMatch(line -> line.contains("'administration' is read; set it to at least write"))
        .anyMatch(line -> line.contains("'actions' is none; set it to at least read"))
        .anyMatch(line -> line.startsWith("PROBLEM events: "));
  }

  @Test
  void aWebhookThatCannotWorkIsAProblemAndAnUnreadableOneAWarning() {
    hook = Optional.of(new AppApi.Hook("", "json", true, true));
    assertThat(findings()).anyMatch(line -> line.contains("no webhook URL"));
    hook = Optional.of(new AppApi.Hook("https://h/webhooks/github", "json", false, false));
    assertThat(findings())
        .anyMatch(line -> line.startsWith("PROBLEM webhook") && line.contains("has no secret"))
        .anyMatch(line -> line.startsWith("WARNING webhook") && line.contains("certificate"));
    hook = Optional.of(new AppApi.Hook("https://h/webhooks/github", "form", true, true));
    assertThat(findings()).anyMatch(line -> line.contains("content type"));
    hook = Optional.of(new AppApi.Hook("https://h/", "json", true, true));
    assertThat(findings()).anyMatch(line -> line.contains("at the path /webhooks/github"));
    hook = Optional.empty();
    assertThat(findings()).anyMatch(line -> line.startsWith("WARNING webhook: its settings"));
  }

  @Test
  void installationsAreCounted() {
    installed = List.of();
    assertThat(findings()).anyMatch(line -> line.contains("installed nowhere"));
    installed = List.of(new Installations.Installation(1, "octo-org", true));
    assertThat(findings()).anyMatch(line -> line.contains("suspended on octo-org"));
  }
}
