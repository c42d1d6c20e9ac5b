package dev.lerwq.github.rest;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.demo.Job.Outcome;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Installations.Installation;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import dev.lerwq.github.RunnerApi.JitRequest;
import dev.lerwq.github.RunnerApi.JitRunner;
import dev.lerwq.github.RunnerApi.Runner;
import dev.lerwq.github.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GithubRestTest {
  private static final List<String> LABELS = List.of("self-hosted", "msr-morello", "cheribsd");
  private static final TimeLimits SHORT =
      new TimeLimits(Duration.ofSeconds(5), Duration.ofMillis(400));

  private GithubStandIn standIn;
  private long installation;
  private RepositoryRef repository;
  private GithubRest github;
  private RunnerApi runners;

  @BeforeEach
  void start(@TempDir Path spool) throws Exception {
    standIn = GithubStandIn.start(spool);
    installation = standIn.install("octo-org");
    standIn.addRepository(installation, "octo-org", "hello");
    repository = new RepositoryRef(installation, "octo-org", "hello");
    use(TimeLimits.USUAL, standIn.api());
  }

  @AfterEach
  void stop() {
    standIn.close();
  }

  private void use(TimeLimits limits, String api) {
    github = GithubRest.of(AppIdentity.of(standIn.appId(), standIn.privateKey()), api, limits);
    runners = github.runners();
  }

  private static GithubException refusal(ThrowingCallable call) {
    return catchThrowableOfType(GithubException.class, call);
  }

  private long requests(String start) {
    return standIn.requests().stream().filter(line -> line.startsWith(start)).count();
  }

  @Test
  void nothingIsSentBeforeTheFirstCall() {
    assertThat(standIn.requests()).isEmpty();
  }

  @Test
  void registrationTokenIsASecret() throws Exception {
    Secret token = runners.registrationToken(repository);
    assertThat(token.reveal()).startsWith("A").hasSizeGreaterThan(20);
    assertThat(token.toString()).doesNotContain(token.reveal());
  }

  @Test
  void jitRunnerIsRegisteredAndCanBeDeleted() throws Exception {
    JitRunner made =
        runners.generateJitConfig(repository, new JitRequest("jit-1", 1, LABELS, "_work"));
    String config =
        new String(Base64.getDecoder().decode(made.config().reveal()), StandardCharsets.UTF_8);
    assertThat(config).contains("jit-1", "msr-morello");
    assertThat(runners.runners(repository, Optional.of("jit-1")))
        .containsExactly(new Runner(made.id(), "jit-1", "linux", "offline", false, LABELS));
    runners.deleteRunner(repository, made.id());
    assertThat(runners.runners(repository, Optional.empty())).isEmpty();
  }

  @Test
  void takenRunnerNameIsAConflict() throws Exception {
    JitRequest request = new JitRequest("jit-1", 1, LABELS, "_work");
    runners.generateJitConfig(repository, request);
    GithubException refusal = refusal(() -> runners.generateJitConfig(repository, request));
    assertThat(refusal.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(refusal).hasMessageContaining("409 Already exists");
  }

  @Test
  void requestThatGithubCannotAcceptIsRejected() {
    JitRequest noLabels = new JitRequest("jit-1", 1, List.of(), "_work");
    assertThat(refusal(() -> runners.generateJitConfig(repository, noLabels)).kind())
        .isEqualTo(Kind.REJECTED);
  }

  @Test
  void deletingARunnerThatIsGoneIsNoError() throws Exception {
    runners.deleteRunner(repository, 123_456);
    assertThat(requests("DELETE /repos/octo-org/hello/actions/runners/123456")).isEqualTo(1);
  }

  @Test
  void allPagesOfRunnersAreRead() throws Exception {
    IntStream.range(0, 230)
        .forEach(i -> standIn.leaveRunner("octo-org", "hello", "ephemeral-" + i, LABELS));
    List<Runner> all = runners.runners(repository, Optional.empty());
    assertThat(all.stream().map(Runner::name).distinct()).hasSize(230);
    assertThat(requests("GET /repos/octo-org/hello/actions/runners?")).isEqualTo(3);
    assertThat(runners.runners(repository, Optional.of("ephemeral-229")))
        .extracting(Runner::name)
        .containsExactly("ephemeral-229");
  }

  @Test
  void allPagesOfInstallationsAndRepositoriesAreRead() throws Exception {
    for (int i = 0; i < 120; i++) {
      standIn.install("org-" + i);
      standIn.addRepository(installation, "octo-org", "repo-" + i);
    }
    standIn.suspend(installation + 1, true);
    assertThat(github.installations().installations())
        .hasSize(121)
        .contains(
            new Installation(installation, "octo-org", false),
            new Installation(installation + 1, "org-0", true));
    assertThat(github.installations().repositories(installation))
        .hasSize(121)
        .contains(new RepositoryRef(installation, "octo-org", "repo-119"));
  }

  @Test
  void findsTheInstallationOfARepository() throws Exception {
    assertThat(github.installations().find("octo-org", "hello")).isEqualTo(repository);
    assertThat(refusal(() -> github.installations().find("octo-org", "other")).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void jobIsReadAsItIs() throws Exception {
    long id = standIn.queueJob("octo-org", "hello", LABELS, Duration.ZERO, Outcome.SUCCESS).id();
    assertThat(runners.job(repository, id))
        .contains(new RunnerApi.Job(id, "queued", Optional.empty(), Optional.empty()));
    standIn.cancelJob(id);
    assertThat(runners.job(repository, id))
        .contains(new RunnerApi.Job(id, "completed", Optional.of("cancelled"), Optional.empty()));
    assertThat(runners.job(repository, 1)).isEmpty();
  }

  @Test
  void enterpriseServersBasePathIsKept() throws Exception {
    use(TimeLimits.USUAL, standIn.api() + "/api/v3/");
    IntStream.range(0, 130)
        .forEach(i -> standIn.leaveRunner("octo-org", "hello", "ephemeral-" + i, LABELS));
    assertThat(runners.runners(repository, Optional.empty())).hasSize(130);
    assertThat(github.installations().repositories(installation)).containsExactly(repository);
    assertThat(standIn.requests()).allMatch(line -> line.contains(" /api/v3/"));
  }

  @Test
  void installationTokenIsReused() throws Exception {
    runners.registrationToken(repository);
    runners.registrationToken(repository);
    github.installations().repositories(installation);
    assertThat(standIn.installationTokens()).isEqualTo(1);
  }

  @Test
  void tokenThatExpiresSoonIsReplaced() throws Exception {
    standIn.tokensLast(InstallationTokens.MARGIN.minusSeconds(10));
    runners.registrationToken(repository);
    runners.registrationToken(repository);
    assertThat(standIn.installationTokens()).isEqualTo(2);
  }

  @Test
  void revokedTokenIsReplacedOnce() throws Exception {
    runners.registrationToken(repository);
    standIn.revokeTokens();
    assertThat(runners.registrationToken(repository).reveal()).isNotEmpty();
    standIn.revokeTokens();
    assertThat(github.installations().repositories(installation)).containsExactly(repository);
    assertThat(standIn.installationTokens()).isEqualTo(3);
  }

  @Test
  void tokensThatAreAlwaysRefusedAreNotAskedForWithoutEnd() {
    standIn.faults().answer("registration-token", 10, 401);
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(requests("POST /repos/octo-org/hello/actions/runners/registration-token"))
        .isEqualTo(2);
  }

  @Test
  void callersAtTheSameTimeShareOneToken() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<String> call = () -> runners.registrationToken(repository).reveal();
      Set<String> tokens = new HashSet<>();
      for (Future<String> each :
          threads.invokeAll(IntStream.range(0, 40).mapToObj(i -> call).collect(toList()))) {
        tokens.add(each.get());
      }
      assertThat(tokens).hasSize(40);
      assertThat(standIn.installationTokens()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void firstQuestionTakesOneRequestMoreForItsToken() throws Exception {
    runners.job(repository, 5);
    assertThat(standIn.requests())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("POST /app/installations/" + installation + "/access_tokens");
  }

  @Test
  void suspendedInstallationIsNamed() {
    standIn.suspend(installation, true);
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refusal).hasMessageContaining("octo-org").hasMessageContaining("suspended");
    assertThat(standIn.installationTokens()).isZero();
  }

  @Test
  void suspensionInMidHourIsForbidden() throws Exception {
    runners.registrationToken(repository);
    standIn.suspend(installation, true);
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refusal).hasMessageContaining("This installation has been suspended");
  }

  @Test
  void repositoryBeyondTheInstallationIsNotFound() {
    long other = standIn.install("elsewhere");
    RepositoryRef wrong = new RepositoryRef(other, "octo-org", "hello");
    assertThat(refusal(() -> runners.registrationToken(wrong)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void keyOfAnotherAppIsExplained(@TempDir Path spool) throws Exception {
    try (GithubStandIn other = GithubStandIn.start(spool)) {
      GithubRest wrong =
          GithubRest.of(AppIdentity.of(standIn.appId(), other.privateKey()), standIn.api());
      GithubException refusal = refusal(() -> wrong.installations().installations());
      assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(refusal)
          .hasMessageContaining("GET /app: 401")
          .hasMessageContaining("github_key")
          .hasMessageContaining("clock");
    }
  }

  @Test
  void missingPermissionIsNamed() {
    standIn
        .faults()
        .answer(
            "registration-token",
            1,
            403,
            Map.of("x-accepted-github-permissions", "administration=write"),
            "Resource not accessible by integration");
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refusal.retryAfter()).isEmpty();
    assertThat(refusal)
        .hasMessageMatching(
            "POST /repos/octo-org/hello/actions/runners/registration-token: 403 Resource not"
                + " accessible by integration; the App needs the permission administration=write"
                + " \\(request [0-9a-f-]+\\)");
  }

  @Test
  void installationThatIsGoneIsNotTakenForAJobThatIsGone() {
    RepositoryRef gone = new RepositoryRef(99, "octo-org", "hello");
    assertThat(refusal(() -> runners.job(gone, 5)).kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(refusal(() -> runners.deleteRunner(gone, 5)))
        .hasMessageContaining("not installed any more");
  }

  @Test
  void senselessRateLimitHeadersDoNoHarm() throws Exception {
    standIn
        .faults()
        .answer(
            "registration-token",
            1,
            403,
            Map.of("retry-after", "9223372036854775807", "x-ratelimit-reset", "-9"));
    assertThat(refusal(() -> runners.registrationToken(repository)).retryAfter())
        .contains(Duration.ofDays(1));
    standIn
        .faults()
        .answer("/app/installations", 1, 429, Map.of("retry-after", "soon", "date", "today"));
    assertThat(refusal(() -> github.installations().installations()).retryAfter())
        .contains(Duration.ofMinutes(1));
  }

  @Test
  void brokenConnectionIsUnavailable() {
    standIn.faults().drop("POST /repos", 5);
    assertThat(refusal(() -> runners.registrationToken(repository)).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void answersThatMakeNoSenseAreUnavailable() {
    standIn.faults().answer("actions/jobs/5", 1, 200);
    GithubException refusal = refusal(() -> runners.job(repository, 5));
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refusal).hasMessageContaining("lacks the field 'id'");
    standIn.faults().answer("access_tokens", 1, 201);
    assertThat(
            refusal(() -> runners.job(new RepositoryRef(standIn.install("x"), "a", "b"), 5)).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void serverErrorsAreUnavailable() throws Exception {
    standIn.faults().answer("registration-token", 1, 502);
    assertThat(refusal(() -> runners.registrationToken(repository)).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    standIn.faults().answer("/app/installations", 1, 500);
    assertThat(refusal(() -> github.installations().installations()).kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(requests("GET /app/installations")).isEqualTo(1);
  }

  @Test
  void hangingServerIsUnavailable() throws Exception {
    use(SHORT, standIn.api());
    standIn.faults().hang("registration-token", 1);
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refusal).hasMessageContaining("no answer within 400 ms");
    standIn.faults().hang("GET /app/installations", 1);
    assertThat(refusal(() -> github.installations().installations()).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void bodyThatNeverEndsIsUnavailable() {
    use(SHORT, standIn.api());
    standIn.faults().stall("actions/jobs", 1);
    assertThat(refusal(() -> runners.job(repository, 5)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void hostThatCannotBeReachedIsUnavailable() {
    String api = standIn.api();
    standIn.close();
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(refusal).hasMessageContaining(api);
  }

  @Test
  void rateLimitStopsTheInstallationAndNobodyElse() throws Exception {
    runners.registrationToken(repository);
    standIn.faults().rateLimit("registration-token", 1, Duration.ofSeconds(90));
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(90));
    assertThat(refusal).hasMessageContaining("429, rate limited for 90 s");

    int before = standIn.requests().size();
    GithubException again = refusal(() -> runners.job(repository, 5));
    assertThat(again.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(again.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
    assertThat(standIn.requests()).hasSize(before);

    assertThat(github.budget().allowsHousekeeping()).isFalse();
    assertThat(github.installations().installations()).hasSize(1);
  }

  @Test
  void exhaustedLimitLastsUntilItsReset() throws Exception {
    long reset = System.currentTimeMillis() / 1000 + 600;
    standIn
        .faults()
        .answer(
            "registration-token",
            1,
            403,
            Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", Long.toString(reset)));
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(refusal.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refusal.retryAfter().orElseThrow())
        .isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
  }

  @Test
  void secondaryLimitWithoutATimeIsAMinute() {
    standIn
        .faults()
        .answer(
            "GET /app/installations",
            1,
            403,
            Map.of(),
            "You have exceeded a secondary rate limit. Please wait");
    GithubException refusal = refusal(() -> github.installations().installations());
    assertThat(refusal.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refusal.retryAfter()).contains(Duration.ofMinutes(1));
  }

  @Test
  void housekeepingEndsWellBeforeTheLimit() throws Exception {
    runners.job(repository, 5);
    assertThat(github.budget().allowsHousekeeping()).isTrue();
    standIn.rateLimitRemaining(1_000);
    runners.job(repository, 5);
    assertThat(github.budget().allowsHousekeeping()).isFalse();
  }

  @Test
  void shortBudgetRefusesHousekeepingUnsentAndServesThePickup() throws Exception {
    RunnerApi housekeeping = runners.housekeeping();
    assertThat(housekeeping.runners(repository, Optional.empty())).isEmpty();
    standIn.rateLimitRemaining(1_000);
    runners.job(repository, 5);
    int before = standIn.requests().size();
    GithubException refusal = refusal(() -> housekeeping.job(repository, 5));
    assertThat(refusal.kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(refusal.retryAfter()).isPresent();
    assertThat(refusal).hasMessageContaining("kept for jobs");
    assertThat(standIn.requests()).hasSize(before);
    assertThat(runners.registrationToken(repository)).isNotNull();
  }

  @Test
  void tokenIsNotCarriedToAnotherHost(@TempDir Path spool) throws Exception {
    try (GithubStandIn elsewhere = GithubStandIn.start(spool)) {
      standIn
          .faults()
          .answer("GET /repos", 1, 307, Map.of("location", elsewhere.api() + "/repositories/1"));
      GithubException refusal = refusal(() -> runners.job(repository, 5));
      assertThat(refusal.kind()).isEqualTo(Kind.REJECTED);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void renamedRepositoryIsFollowed() throws Exception {
    standIn.addRepository(installation, "octo-org", "renamed");
    String there = standIn.api() + "/repos/octo-org/renamed/actions/runners/registration-token";
    standIn
        .faults()
        .answer("hello/actions/runners/registration-token", 1, 307, Map.of("location", there));
    assertThat(runners.registrationToken(repository).reveal()).isNotEmpty();
    assertThat(requests("POST /repos/octo-org/renamed")).isEqualTo(1);
  }

  @Test
  void redirectsWithoutEndAreRejected() {
    String here = standIn.api() + "/repos/octo-org/hello/actions/jobs/5";
    standIn.faults().answer("actions/jobs/5", 100, 301, Map.of("location", here));
    assertThat(refusal(() -> runners.job(repository, 5)).kind()).isEqualTo(Kind.REJECTED);
    assertThat(requests("GET /repos/octo-org/hello/actions/jobs/5")).isEqualTo(4);
  }

  @Test
  void namesThatWouldLeadElsewhereAreNotAsked() {
    for (String name : List.of("..", ".", "", "a/b", "a?b", "a%2fb", "a b")) {
      RepositoryRef odd = new RepositoryRef(installation, "octo-org", name);
      assertThat(refusal(() -> runners.registrationToken(odd)).kind()).isEqualTo(Kind.REJECTED);
      assertThat(refusal(() -> github.installations().find(name, "x")).kind())
          .isEqualTo(Kind.REJECTED);
    }
    assertThat(standIn.requests()).isEmpty();
  }

  @Test
  void interruptedCallerIsReleasedAndStaysInterrupted() {
    standIn.faults().hang("registration-token", 1);
    Thread.currentThread().interrupt();
    GithubException refusal = refusal(() -> runners.registrationToken(repository));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
  }
}
