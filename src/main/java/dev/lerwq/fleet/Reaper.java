package dev.lerwq.fleet;

import dev.lerwq.github.GithubException;
import dev.lerwq.github.GithubException.Kind;
import dev.lerwq.github.RunnerApi;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes away registrations that executors left behind. Spares what is at work, what is connected,
 * what is young, and everything that no executor registered; and looks again right before.
 */
public final class Reaper {
  private final RunnerApi api;
  private final Clock clock;
  private final Duration minAge;

  /**
   * @param minAge what is younger by its name is spared: it may be about to start
   */
  public Reaper(RunnerApi api, Clock clock, Duration minAge) {
    this.api = api;
    this.clock = clock;
    this.minAge = minAge;
  }

  /** What became of a runner. */
  public sealed interface Fate {
    /** It is gone. */
    record Reaped() implements Fate {}

    /** It stays, and why. */
    record Spared(String why) implements Fate {}
  }

  /** Why a runner may not be taken away; empty if it may. */
  public Optional<String> reasonToSpare(FoundRunner found) {
    Optional<Duration> age = found.age(clock.instant());
    if (age.isEmpty()) {
      return Optional.of("no executor registered it");
    }
    if (found.runner().busy()) {
      return Optional.of("it is busy");
    }
    if (!found.runner().status().equals("offline")) {
      return Optional.of("it is " + found.runner().status());
    }
    return age.get().compareTo(minAge) < 0
        ? Optional.of("it is younger than " + minAge.toMinutes() + " minutes")
        : Optional.empty();
  }

  /**
   * Looks at a runner again and takes it away if nothing speaks for it.
   *
   * @throws GithubException if GitHub does not answer or refuses
   */
  public Fate reap(FoundRunner found) throws GithubException {
    Optional<FoundRunner> now =
        api.runners(found.repository(), Optional.of(found.runner().name())).stream()
            .filter(runner -> runner.id() == found.runner().id())
            .map(runner -> new FoundRunner(found.repository(), runner))
            .findFirst();
    if (now.isEmpty()) {
      return new Fate.Spared("it is gone already");
    }
    Optional<String> reason = reasonToSpare(now.get());
    if (reason.isPresent()) {
      return new Fate.Spared(reason.get());
    }
    try {
      api.deleteRunner(found.repository(), found.runner().id());
      return new Fate.Reaped();
    } catch (GithubException e) {
      if (e.kind() == Kind.REJECTED) {
        return new Fate.Spared("it has a job after all");
      }
      throw e;
    }
  }
}
