package dev.lerwq.demo;

import dev.lerwq.github.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A GitHub in miniature, in this process and on loopback: one App with a fresh key, installations,
 * repositories, jobs, runners, webhooks. It speaks enough of the REST API for lerwq, and is strict
 * about tokens. Runners are processes of the {@linkplain SampleScripts sample scripts}; like the
 * real ones they take any job that their labels match.
 *
 * <p>Nothing survives {@link #close()} but the spool directory.
 */
public final class GithubStandIn implements AutoCloseable {
  private static final long APP_ID = 190_042;

  private final AppKey key = AppKey.generate();
  private final Faults faults = new Faults();
  private final Accounts accounts = new Accounts();
  private final IssuedTokens tokens = new IssuedTokens(Clock.systemUTC());
  private final Jobs jobs = new Jobs();
  private final Runners runners = new Runners();
  private final Webhooks webhooks = new Webhooks(APP_ID);
  private final RestServer server = new RestServer(faults);
  private final Payloads payloads = new Payloads("http://localhost:" + server.port());
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final Spool spool;
  private final JobFloor floor;
  private final SpoolWatch watch;

  private GithubStandIn(Path directory) throws IOException {
    spool = new Spool(directory);
    floor = new JobFloor(accounts, tokens, jobs, runners, spool, new Announcer());
    watch = new SpoolWatch(spool, runners, floor);
    AppJwts jwts = new AppJwts(APP_ID, key.publicKey());
    RestRoutes routes =
        new RestRoutes(APP_ID, jwts, accounts, tokens, jobs, runners, floor, payloads);
    routes.addTo(server);
    new HookRoutes(webhooks).addTo(server, routes::asApp);
  }

  /**
   * Starts one on a free port.
   *
   * @param spool the directory through which it and the sample scripts talk; made if need be
   */
  public static GithubStandIn start(Path spool) throws IOException {
    GithubStandIn github = new GithubStandIn(spool);
    github.server.start();
    github.watch.start();
    return github;
  }

  /** What {@code github_api} has to be. */
  public String api() {
    return "http://localhost:" + server.port();
  }

  /** What {@code github_appid} has to be. */
  public String appId() {
    return Long.toString(APP_ID);
  }

  /** What {@code github_key} has to be: PKCS#1 in PEM. */
  public Secret privateKey() {
    return new Secret(key.privateKeyPem());
  }

  /** The spool directory, as {@link SampleScripts#unpack} needs it. */
  public Path spool() {
    return spool.root();
  }

  /** Installs the App on an account. */
  public long install(String account) {
    return accounts.install(account);
  }

  /** Adds a repository that an installation reaches. */
  public void addRepository(long installation, String owner, String name) {
    accounts.add(installation, owner, name);
  }

  /** Suspends an installation, or lifts that. */
  public void suspend(long installation, boolean suspended) {
    accounts.suspend(installation, suspended);
  }

  /** Queues a job that succeeds in 50 ms, once a runner has it. */
  public Job queueJob(String owner, String repo, List<String> labels) {
    return queueJob(owner, repo, labels, Duration.ofMillis(50), Job.Outcome.SUCCESS);
  }

  /** Queues a job. */
  public Job queueJob(
      String owner, String repo, List<String> labels, Duration takes, Job.Outcome outcome) {
    return floor.queue(repository(owner, repo), labels, takes, outcome);
  }

  /** Cancels a job; if no runner has it yet, none ever will. */
  public void cancelJob(long id) {
    floor.cancel(id);
  }

  /** Puts a queued job behind an environment's gate: {@code waiting}. */
  public void gateJob(long id) {
    floor.gate(id);
  }

  /** Opens the gate: the same job is {@code queued} a second time. */
  public void releaseJob(long id) {
    floor.release(id);
  }

  /** Sends a {@code star} event; {@code created} or, if not, {@code deleted}. */
  public void star(String owner, String repo, boolean created) {
    webhooks.send("star", payloads.star(created, repository(owner, repo)), 0);
  }

  /** Sends a {@code ping} event. */
  public void ping() {
    webhooks.send("ping", payloads.ping(APP_ID), 0);
  }

  /** Every job ever queued. */
  public List<Job> jobs() {
    return jobs.all();
  }

  /** One job as it is now. */
  public Optional<Job> job(long id) {
    return jobs.find(id);
  }

  /** The runners that are registered now. */
  public List<Runner> runners() {
    return runners.all();
  }

  /** Registers a runner that no process plays, like one that somebody left behind. */
  public Runner leaveRunner(String owner, String repo, String name, List<String> labels) {
    return floor
        .register(repository(owner, repo), name, labels)
        .orElseThrow(() -> new IllegalArgumentException("there is a runner " + name));
  }

  /** Tells {@code watcher} of everything from now on. */
  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /**
   * Is away, as GitHub is when it is down: connections break and are refused, registrations go
   * unanswered, nothing that runners do is noticed. Nothing is forgotten.
   */
  public void goDown() {
    watch.down(true);
    server.goDown();
  }

  /** Ends {@link #goDown}: it is at its old address again. */
  public void comeBack() throws IOException {
    watch.down(false);
    server.comeBack();
  }

  /** The webhooks it sends. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** What it is to do wrong. */
  public Faults faults() {
    return faults;
  }

  /** Every request that it got: {@code METHOD /path?query}. */
  public List<String> requests() {
    return server.log();
  }

  /** How many installation tokens it has given out. */
  public int installationTokens() {
    return tokens.installationTokens();
  }

  /** How long the tokens that it gives out from now on are good. */
  public void tokensLast(Duration lifetime) {
    tokens.lifetime(lifetime);
  }

  /** Makes every token that it gave out worthless. */
  public void revokeTokens() {
    tokens.revokeAll();
  }

  /** Pretends that this many points of the hour's rate limit are left. */
  public void rateLimitRemaining(long points) {
    server.remaining(points);
  }

  private Repository repository(String owner, String repo) {
    return accounts
        .repository(owner, repo)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no repository " + owner + "/" + repo));
  }

  private final class Announcer implements Watcher {
    @Override
    public void jobChanged(Job job, String action) {
      watchers.forEach(watcher -> watcher.jobChanged(job, action));
      Repository at = repository(job.owner(), job.repo());
      webhooks.send("workflow_job", payloads.workflowJob(action, job, at), job.id());
    }

    @Override
    public void runnerChanged(Runner runner, String what) {
      watchers.forEach(watcher -> watcher.runnerChanged(runner, what));
    }
  }

  @Override
  public void close() {
    watch.close();
    webhooks.close();
    server.close();
  }
}
