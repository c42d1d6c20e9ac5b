package dev.lerwq.github.rest;

import dev.lerwq.github.AppApi;
import dev.lerwq.github.Installations;
import dev.lerwq.github.RunnerApi;
import java.time.Clock;
import java.util.Objects;

/**
 * GitHub's REST API as seen by one App. Nothing is sent before the first call; everything is safe
 * for concurrent use.
 */
public final class GithubRest {
  private final RunnerApi runners;
  private final Installations installations;
  private final AppApi app;
  private final RateBudget budget;

  private GithubRest(
      AppIdentity identity, ApiBase base, TimeLimits limits, RateBudget budget, Clock clock) {
    this.budget = budget;
    GithubHttp http = new GithubHttp(base, limits, budget, clock);
    Credential credential = new AppCredential(identity, clock);
    AppEndpoints app = new AppEndpoints(http, base, credential);
    InstallationTokens tokens = new InstallationTokens(app::issueToken, clock);
    this.app = new RestAppApi(http, base, limits, credential);
    this.runners = new RestRunnerApi(http, tokens, budget);
    this.installations = new RestInstallations(app, tokens);
  }

  /**
   * @param api the base URL, option {@code github_api}: {@code https://api.github.com}, or {@code
   *     https://<host>/api/v3} on Enterprise Server
   * @throws IllegalArgumentException if {@code api} is no base URL; the message names the option
   */
  public static GithubRest of(AppIdentity identity, String api) {
    return of(identity, api, TimeLimits.USUAL);
  }

  /**
   * Makes sure that {@link #of} can work, without the cost of it.
   *
   * @throws IllegalArgumentException if {@code api} is no base URL; the message names the option
   */
  public static void check(AppIdentity identity, String api) {
    Objects.requireNonNull(identity);
    ApiBase.of(api);
  }

  /** The same, with other time limits. */
  public static GithubRest of(AppIdentity identity, String api, TimeLimits limits) {
    Clock clock = Clock.systemUTC();
    return of(identity, api, limits, clock);
  }

  static GithubRest of(AppIdentity identity, String api, TimeLimits limits, Clock clock) {
    return new GithubRest(identity, ApiBase.of(api), limits, new RateBudget(clock), clock);
  }

  /** Self-hosted runners and jobs. */
  public RunnerApi runners() {
    return runners;
  }

  /** Where the App is installed. */
  public Installations installations() {
    return installations;
  }

  /** The App itself. */
  public AppApi app() {
    return app;
  }

  /** What GitHub's rate limits still allow. */
  public RateBudget budget() {
    return budget;
  }
}
