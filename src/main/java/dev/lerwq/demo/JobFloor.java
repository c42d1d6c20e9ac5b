package dev.lerwq.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * What happens between jobs and runners: jobs are offered, runners register, take one, end. Each
 * change goes to the books, to the spool, and to the {@link Watcher}.
 */
final class JobFloor {
  private static final Logger LOG = Logger.getLogger(JobFloor.class);

  private final Accounts accounts;
  private final IssuedTokens tokens;
  private final Jobs jobs;
  private final Runners runners;
  private final Spool spool;
  private final Watcher watcher;

  JobFloor(
      Accounts accounts,
      IssuedTokens tokens,
      Jobs jobs,
      Runners runners,
      Spool spool,
      Watcher watcher) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.jobs = jobs;
    this.runners = runners;
    this.spool = spool;
    this.watcher = watcher;
  }

  synchronized Job queue(Repository at, List<String> labels, Duration takes, Job.Outcome outcome) {
    Job job = jobs.queue(at, labels, takes, outcome);
    announceAndOffer(job, at);
    return job;
  }

  /** An environment's gate: the job waits, and no runner can take it. */
  synchronized void gate(long id) {
    if (spool.remove(Spool.OFFERS, Long.toString(id))) {
      jobs.change(id, job -> job.withStatus("waiting"))
          .ifPresent(job -> watcher.jobChanged(job, "waiting"));
    }
  }

  /** The gate opens: the same job is queued once more. */
  synchronized void release(long id) {
    jobs.find(id)
        .filter(job -> job.status().equals("waiting"))
        .flatMap(waiting -> jobs.change(id, job -> job.withStatus("queued")))
        .ifPresent(
            job ->
                accounts
                    .repository(job.owner(), job.repo())
                    .ifPresent(at -> announceAndOffer(job, at)));
  }

  /** In this order, or a waiting runner could begin the job before anyone heard of it. */
  private void announceAndOffer(Job job, Repository at) {
    watcher.jobChanged(job, "queued");
    offer(job, at);
  }

  /** Cancels a job; one that no runner has yet completes without ever having had one. */
  synchronized void cancel(long id) {
    if (!spool.remove(Spool.OFFERS, Long.toString(id))) {
      // A runner was faster: the job ends as one that had a runner.
      spool.list(Spool.CLAIMED).stream()
          .filter(claim -> claim.startsWith(id + "@"))
          .forEach(claim -> claimed(id, claim.substring(claim.indexOf('@') + 1)));
    }
    complete(id, "cancelled");
  }

  private void offer(Job job, Repository at) {
    double seconds = job.takes().toMillis() / 1000.0;
    spool.write(
        Spool.OFFERS,
        Long.toString(job.id()),
        List.of(
            at.htmlUrl(),
            String.join(",", job.labels()),
            String.format(Locale.ROOT, "%.3f", seconds),
            job.outcome().name().toLowerCase(Locale.ROOT)));
  }

  /** A script wants to register a runner. */
  synchronized void registrationAsked(String name) {
    List<String> asked = spool.read(Spool.REGISTRATIONS, name);
    spool.remove(Spool.REGISTRATIONS, name);
    String answer = "the registration is incomplete";
    if (asked.size() == 3) {
      answer = register(name, List.of(asked.get(0).split(",", -1)), asked.get(1), asked.get(2));
    }
    LOG.debugf("runner %s: registration: %s", name, answer);
    spool.write(Spool.ANSWERS, name, List.of(answer));
  }

  private String register(String name, List<String> labels, String url, String token) {
    String[] path = url.replaceFirst("^https://[^/]+/", "").split("/", -1);
    Optional<Repository> at =
        path.length == 2 ? accounts.repository(path[0], path[1]) : Optional.empty();
    if (at.isEmpty()) {
      return "404 there is no repository " + url;
    }
    if (!tokens.allowsRegistration(token, at.get())) {
      return "401 the registration token is not one for " + url;
    }
    return register(at.get(), name, labels).isPresent() ? "ok" : "409 a runner of that name exists";
  }

  /** Registers a runner, which then has to come online; empty if the name is taken. */
  Optional<Runner> register(Repository at, String name, List<String> labels) {
    Optional<Runner> runner = runners.register(at, name, labels);
    runner.ifPresent(
        made -> {
          spool.write(Spool.RUNNERS, name, List.of(at.htmlUrl()));
          watcher.runnerChanged(made, "registered");
        });
    return runner;
  }

  synchronized void cameOnline(String name) {
    for (String pid : spool.read(Spool.ONLINE, name)) {
      runners.change(name, runner -> runner.withPid(OptionalLong.of(Long.parseLong(pid))));
    }
    runners.named(name).ifPresent(runner -> watcher.runnerChanged(runner, "online"));
  }

  synchronized void wentOffline(Runner runner) {
    runners.change(runner.name(), r -> r.withPid(OptionalLong.empty()));
    spool.remove(Spool.ONLINE, runner.name());
    watcher.runnerChanged(runner, "offline");
    // GitHub notices after minutes that a runner is gone and fails its job. With its job over, an
    // ephemeral runner is forgotten.
    if (runner.busy()) {
      forget(runner);
      complete(runner.job().getAsLong(), "failure");
    }
  }

  synchronized void claimed(long id, String runner) {
    if (!spool.remove(Spool.CLAIMED, id + "@" + runner)) {
      return;
    }
    if (runners.named(runner).isEmpty()) {
      // Its registration was deleted at that moment: the job goes to somebody else.
      jobs.find(id)
          .filter(job -> !job.isOver())
          .ifPresent(
              job -> accounts.repository(job.owner(), job.repo()).ifPresent(at -> offer(job, at)));
      return;
    }
    OptionalLong runnerId = runners.named(runner).stream().mapToLong(Runner::id).findFirst();
    Optional<Job> begun = jobs.change(id, job -> job.startedBy(runner, runnerId));
    runners.change(runner, r -> r.withJob(id));
    begun.ifPresent(job -> watcher.jobChanged(job, "in_progress"));
  }

  synchronized void finished(long id, String runner) {
    if (spool.list(Spool.CLAIMED).contains(id + "@" + runner)) {
      claimed(id, runner);
    }
    String how = spool.read(Spool.FINISHED, id + "@" + runner).get(0);
    spool.remove(Spool.FINISHED, id + "@" + runner);
    // GitHub forgets an ephemeral runner as soon as its job is over.
    runners.named(runner).ifPresent(this::forget);
    complete(id, how);
  }

  synchronized void removalAsked(String name) {
    spool.remove(Spool.REMOVALS, name);
    runners.named(name).ifPresent(this::remove);
  }

  /** Takes a registration away; a job that the runner has fails with it. */
  synchronized void remove(Runner runner) {
    forget(runner);
    runner.job().ifPresent(job -> complete(job, "failure"));
  }

  /** Takes a registration away unless the runner has, or is just getting, a job. */
  synchronized boolean deregister(Runner runner) {
    List<String> place = spool.read(Spool.RUNNERS, runner.name());
    spool.remove(Spool.RUNNERS, runner.name());
    boolean taken =
        runners.named(runner.name()).filter(Runner::busy).isPresent()
            || spool.list(Spool.CLAIMED).stream()
                .anyMatch(claim -> claim.endsWith("@" + runner.name()));
    if (taken) {
      spool.write(Spool.RUNNERS, runner.name(), place);
      return false;
    }
    forget(runner);
    return true;
  }

  private void forget(Runner runner) {
    runners.remove(runner);
    spool.remove(Spool.RUNNERS, runner.name());
    spool.remove(Spool.ONLINE, runner.name());
    watcher.runnerChanged(runner, "removed");
  }

  private void complete(long id, String how) {
    jobs.change(id, job -> job.endedWith(how))
        .ifPresent(job -> watcher.jobChanged(job, "completed"));
  }
}
