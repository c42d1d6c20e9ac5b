package dev.lerwq.demo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The runners that are registered at the stand-in. Thread-safe. */
final class Runners {
  private final TreeMap<Long, Runner> runners = new TreeMap<>();
  private long last = 400;

  /** Registers a runner; empty if the repository has one of that name. */
  synchronized Optional<Runner> register(Repository at, String name, List<String> labels) {
    if (find(at, name).isPresent()) {
      return Optional.empty();
    }
    Runner runner =
        new Runner(
            ++last,
            at.owner(),
            at.name(),
            name,
            labels,
            OptionalLong.empty(),
            OptionalLong.empty());
    runners.put(runner.id(), runner);
    return Optional.of(runner);
  }

  synchronized Optional<Runner> find(Repository at, String name) {
    return at(at).stream().filter(runner -> runner.name().equals(name)).findFirst();
  }

  synchronized Optional<Runner> find(Repository at, long id) {
    return at(at).stream().filter(runner -> runner.id() == id).findFirst();
  }

  /** Of any repository; the spool knows runners by name alone. */
  synchronized Optional<Runner> named(String name) {
    return runners.values().stream().filter(runner -> runner.name().equals(name)).findFirst();
  }

  synchronized List<Runner> at(Repository repository) {
    return runners.values().stream()
        .filter(r -> r.owner().equals(repository.owner()) && r.repo().equals(repository.name()))
        .toList();
  }

  synchronized List<Runner> all() {
    return List.copyOf(runners.values());
  }

  synchronized void change(String name, UnaryOperator<Runner> how) {
    named(name).ifPresent(runner -> runners.put(runner.id(), how.apply(runner)));
  }

  synchronized void remove(Runner runner) {
    runners.remove(runner.id());
  }
}
