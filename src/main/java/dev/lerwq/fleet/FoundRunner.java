package dev.lerwq.fleet;

import dev.lerwq.github.EphemeralName;
import dev.lerwq.github.RepositoryRef;
import dev.lerwq.github.RunnerApi.Runner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A runner and the repository that it is registered at. */
public record FoundRunner(RepositoryRef repository, Runner runner) {

  /** Whether it is registered by an executor, and neither connected nor at work. */
  public boolean leaked() {
    return EphemeralName.parse(runner.name()).isPresent()
        && runner.status().equals("offline")
        && !runner.busy();
  }

  /** How old it is by its name; empty if it is not one of ours. */
  public Optional<Duration> age(Instant now) {
    return EphemeralName.parse(runner.name()).map(name -> Duration.between(name.startedAt(), now));
  }
}
