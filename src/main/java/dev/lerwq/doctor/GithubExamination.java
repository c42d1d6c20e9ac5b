package dev.lerwq.doctor;

import dev.lerwq.github.AppApi;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.Installations;
import dev.lerwq.github.Installations.Installation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The App at GitHub: clock, identity, permissions, events, webhook, installations. */
public final class GithubExamination implements Examination {
  private static final Duration TOLERABLE = Duration.ofSeconds(10);

  /** An App's JWT may not be from the future, nor end more than ten minutes from now. */
  private static final Duration REFUSED = Duration.ofSeconds(60);

  private static final Map<String, Set<String>> NEEDED =
      Map.of("administration", Set.of("write"), "actions", Set.of("read", "write"));

  private final AppApi app;
  private final Installations installations;
  private final Clock clock;

  public GithubExamination(AppApi app, Installations installations, Clock clock) {
    this.app = app;
    this.installations = installations;
    this.clock = clock;
  }

  @Override
  public String part() {
    return "github";
  }

  @Override
  public void examine(Consumer<Finding> found) throws GithubException {
    examineClock(found);
    examineIdentity(found);
    examineHook(found);
    examineInstallations(found);
  }

  private void examineClock(Consumer<Finding> found) throws GithubException {
    Duration skew = Duration.between(app.time(), clock.instant()).abs();
    String text = "this machine's clock and GitHub's are " + skew.toSeconds() + " s apart";
    if (skew.compareTo(REFUSED) >= 0) {
      found.accept(Finding.problem("clock", text + "; GitHub refuses the App: set the clock"));
    } else if (skew.compareTo(TOLERABLE) > 0) {
      found.accept(Finding.warning("clock", text + "; let something keep it, such as chrony"));
    } else {
      found.accept(Finding.ok("clock", text));
    }
  }

  private void examineIdentity(Consumer<Finding> found) throws GithubException {
    AppApi.Identity self = app.identity();
    found.accept(Finding.ok(part(), "the credentials are those of the App " + self.slug()));
    for (Map.Entry<String, Set<String>> need : NEEDED.entrySet()) {
      String has = self.permissions().getOrDefault(need.getKey(), "none");
      if (!need.getValue().contains(has)) {
        found.accept(
            Finding.problem(
                "permissions",
                "the App's repository permission '"
                    + need.getKey()
                    + "' is "
                    + has
                    + "; set it to at least "
                    + need.getValue().stream().sorted().findFirst().orElseThrow()
                    + " in the App's settings and have the installations accept it"));
      }
    }
    if (!self.events().contains("workflow_job")) {
      found.accept(
          Finding.problem(
              "events",
              "the App does not subscribe to 'Workflow job'; tick it in the App's settings"));
    }
  }

  private void examineHook(Consumer<Finding> found) {
    AppApi.Hook hook;
    try {
      hook = app.hook();
    } catch (GithubException e) {
      found.accept(Finding.warning("webhook", "its settings cannot be read: " + e.getMessage()));
      return;
    }
    Optional<String> problem = problem(hook);
    found.accept(
        problem
            .map(text -> Finding.problem("webhook", text))
            .orElseGet(() -> Finding.ok("webhook", "deliveries go to " + hook.url())));
    if (!hook.verifiesTls()) {
      found.accept(
          Finding.warning("webhook", "GitHub does not verify the receiver's certificate; let it"));
    }
  }

  private static Optional<String> problem(AppApi.Hook hook) {
    if (hook.url().isEmpty()) {
      return Optional.of("the App has no webhook URL; set it to that of the reflector");
    }
    if (!hook.hasSecret()) {
      return Optional.of("the App's webhook has no secret; set the one in webhook_secret");
    }
    if (!hook.contentType().equals("json")) {
      return Optional.of("the webhook's content type is not application/json; set it to that");
    }
    boolean known = hook.url().endsWith("/webhooks/github") || hook.url().contains("/api/Post");
    return known
        ? Optional.empty()
        : Optional.of(
            "deliveries go to "
                + hook.url()
                + ", and a reflector takes them at the path /webhooks/github");
  }

  private void examineInstallations(Consumer<Finding> found) throws GithubException {
    List<Installation> all = installations.installations();
    if (all.isEmpty()) {
      found.accept(
          Finding.warning("installations", "the App is installed nowhere; install it on GitHub"));
      return;
    }
    List<String> suspended =
        all.stream().filter(Installation::suspended).map(Installation::account).toList();
    found.accept(
        suspended.isEmpty()
            ? Finding.ok("installations", "the App is installed on " + all.size() + " accounts")
            : Finding.warning(
                "installations",
                "suspended on " + String.join(", ", suspended) + "; their owners can lift that"));
  }
}
