package dev.lerwq.executor;

import dev.lerwq.executor.JobEvent.Stage;
import dev.lerwq.github.GithubException;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Registrations of runners that have to be removed at GitHub: one that stays behind is listed
 * there, offline, for weeks. What cannot be removed now is kept in the journal and tried again,
 * here or by the next executor in this directory.
 */
final class Debts implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Debts.class);

  private final RunnerApi api;
  private final Journal journal;
  private final Workers workers;
  private final Timeouts timeouts;
  private final Reporter reporter;
  private final Map<Debt, Long> notBefore = new ConcurrentHashMap<>();
  private Optional<Backoff> backoff = Optional.empty();
  private boolean closed;

  Debts(RunnerApi api, Journal journal, Workers workers, Timeouts timeouts, Reporter reporter) {
    this.api = api;
    this.journal = journal;
    this.workers = workers;
    this.timeouts = timeouts;
    this.reporter = reporter;
  }

  /**
   * The registration of one runner.
   *
   * @param runner its name
   */
  record Debt(RepositoryRef repository, String runner) {

    static void addTo(Properties out, Collection<Debt> debts) {
      int i = 0;
      for (Debt debt : debts) {
        String prefix = "owed." + i++ + ".";
        out.setProperty(prefix + "runner", debt.runner());
        out.setProperty(prefix + "installation", Long.toString(debt.repository().installation()));
        out.setProperty(prefix + "owner", debt.repository().owner());
        out.setProperty(prefix + "repo", debt.repository().name());
      }
    }

    static List<Debt> of(Properties in) {
      List<Debt> debts = new ArrayList<>();
      for (int i = 0; in.containsKey("owed." + i + ".runner"); i++) {
        String prefix = "owed." + i + ".";
        RepositoryRef repository =
            new RepositoryRef(
                Long.parseLong(JournalEntry.required(in, prefix + "installation")),
                JournalEntry.required(in, prefix + "owner"),
                JournalEntry.required(in, prefix + "repo"));
        debts.add(new Debt(repository, JournalEntry.required(in, prefix + "runner")));
      }
      return debts;
    }
  }

  /** Removes a registration, if it is there; false if that is still owed. Blocks. */
  boolean settle(Debt debt) {
    Optional<GithubException> failure = pay(api, debt);
    if (failure.isEmpty()) {
      return true;
    }
    journal.owe(debt);
    reporter.failed(
        Stage.RUNNER_REMOVED,
        Duration.ZERO,
        "the registration of "
            + debt.runner()
            + " is still there, trying again later: "
            + failure.get().kind()
            + ": "
            + failure.get().getMessage());
    again();
    return false;
  }

  /** Looks a little later whether there is such a registration after all. Does not block. */
  void doubt(Debt debt) {
    notBefore.put(debt, System.nanoTime() + timeouts.of(Limit.BACKOFF_CAP).toNanos());
    journal.owe(debt);
    again();
  }

  /** Goes on with what earlier executors left unpaid. */
  void resume() {
    if (!journal.debts().isEmpty()) {
      again();
    }
  }

  private synchronized void again() {
    if (backoff.isEmpty()) {
      backoff = Optional.of(new Backoff(timeouts));
      schedule();
    }
  }

  private void schedule() {
    if (closed) {
      return;
    }
    try {
      var unused = workers.after(backoff.orElseThrow().next(), this::submit);
    } catch (RejectedExecutionException e) {
      LOG.debugf("the executor ends, and %d registrations are owed", journal.debts().size());
    }
  }

  private void submit() {
    var unused = workers.submit(this::payAll);
  }

  private Void payAll() {
    for (Debt debt : journal.debts()) {
      if (notBefore.getOrDefault(debt, System.nanoTime()) - System.nanoTime() > 0) {
        continue;
      }
      notBefore.remove(debt);
      pay(api.housekeeping(), debt)
          .ifPresent(why -> LOG.debugf("%s is still owed: %s", debt.runner(), why.getMessage()));
    }
    synchronized (this) {
      if (journal.debts().isEmpty()) {
        backoff = Optional.empty();
      } else {
        schedule();
      }
    }
    return null;
  }

  private Optional<GithubException> pay(RunnerApi through, Debt debt) {
    try {
      for (RunnerApi.Runner left : through.runners(debt.repository(), Optional.of(debt.runner()))) {
        through.deleteRunner(debt.repository(), left.id());
        reporter.ok(
            Stage.RUNNER_REMOVED,
            Duration.ZERO,
            "the registration of " + debt.runner() + " was deleted at GitHub");
      }
      journal.paid(debt);
      return Optional.empty();
    } catch (GithubException e) {
      return Optional.of(e);
    }
  }

  /** Pays no more; what is owed stays in the journal. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
