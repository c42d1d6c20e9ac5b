package dev.lerwq.fleet;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.Installations;
import dev.lerwq.github.Installations.Installation;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Visits every repository of every installation, a few at a time. What cannot be visited is told of
 * and does not keep the rest from being found.
 */
public final class RunnerWalk {
  private final Installations installations;
  private final RunnerApi api;
  private final int concurrency;

  /**
   * @param concurrency how many repositories are asked about at a time
   */
  public RunnerWalk(Installations installations, RunnerApi api, int concurrency) {
    this.installations = installations;
    this.api = api;
    this.concurrency = concurrency;
  }

  /** What a walk tells while it goes on; called on one thread. */
  public interface Visitor {
    /** A runner that matches; whether to go on. Sorted as GitHub sorts. */
    boolean found(FoundRunner runner);

    /** Something was left out: one line that says what and why. */
    void leftOut(String note);

    /** So many of so many repositories have been visited. */
    void progress(int visited, int known);
  }

  /**
   * Walks.
   *
   * @throws GithubException if not even the installations can be listed
   */
  public void walk(RunnerFilter filter, Visitor visitor)
      throws GithubException, InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            concurrency,
            task -> {
              Thread thread = new Thread(task, "list-runners");
              thread.setDaemon(true);
              return thread;
            });
    try {
      visit(places(filter, visitor), filter, visitor, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Place> places(RunnerFilter filter, Visitor visitor) throws GithubException {
    List<Place> places = new ArrayList<>();
    for (Installation installation : installations.installations()) {
      if (!filter.mayBeAt(installation.account())) {
        continue;
      }
      if (installation.suspended()) {
        visitor.leftOut(
            "the installation on " + installation.account() + " is suspended and was left out");
        continue;
      }
      try {
        List<RepositoryRef> repositories = installations.repositories(installation.id());
        Account account = new Account(installation.account());
        repositories.stream()
            .filter(filter::mayBeIn)
            .forEach(repository -> places.add(new Place(account, repository)));
      } catch (GithubException e) {
        visitor.leftOut(
            "the installation on " + installation.account() + " was left out: " + e.getMessage());
      }
    }
    return places;
  }

  private void visit(
      List<Place> places, RunnerFilter filter, Visitor visitor, ExecutorService threads)
      throws InterruptedException {
    List<Future<Visit>> visits =
        places.stream().map(place -> threads.submit(() -> visit(place))).toList();
    int visited = 0;
    for (Future<Visit> each : visits) {
      visitor.progress(visited++, places.size());
      Visit visit = await(each);
      visit.problem().ifPresent(visitor::leftOut);
      for (FoundRunner runner : visit.runners()) {
        if (filter.matches(runner) && !visitor.found(runner)) {
          return;
        }
      }
    }
    visitor.progress(visited, places.size());
    places.stream()
        .map(Place::account)
        .distinct()
        .map(Account::summary)
        .flatMap(Optional::stream)
        .forEach(visitor::leftOut);
  }

  private static Visit await(Future<Visit> visit) throws InterruptedException {
    try {
      return visit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Visit visit(Place place) {
    if (place.account().resting()) {
      return Visit.NOTHING;
    }
    try {
      List<FoundRunner> found =
          api.runners(place.repository(), Optional.empty()).stream()
              .map(runner -> new FoundRunner(place.repository(), runner))
              .toList();
      return new Visit(found, Optional.empty());
    } catch (GithubException e) {
      if (e.kind() == Kind.RATE_LIMITED) {
        place.account().restBecause(e.getMessage());
        return Visit.NOTHING;
      }
      return new Visit(
          List.of(),
          Optional.of(place.repository().fullName() + " was left out: " + e.getMessage()));
    }
  }

  private record Place(Account account, RepositoryRef repository) {}

  private record Visit(List<FoundRunner> runners, Optional<String> problem) {
    private static final Visit NOTHING = new Visit(List.of(), Optional.empty());
  }

  /** One installation, which GitHub may ask to be left alone. */
  private static final class Account {
    private final String name;
    private Optional<String> why = Optional.empty();
    private int leftOut;

    private Account(String name) {
      this.name = name;
    }

    private synchronized boolean resting() {
      leftOut += why.isPresent() ? 1 : 0;
      return why.isPresent();
    }

    private synchronized void restBecause(String reason) {
      why = why.or(() -> Optional.of(reason));
      leftOut++;
    }

    private synchronized Optional<String> summary() {
      return why.map(
          reason ->
              leftOut + " repositories of " + name + " were left out, try again later: " + reason);
    }
  }
}
