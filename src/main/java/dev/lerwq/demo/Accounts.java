package dev.lerwq.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where the make-believe App is installed, and the repositories it reaches. Thread-safe. */
final class Accounts {
  private static final long FIRST_INSTALLATION = 51_000_001;
  private static final long FIRST_REPOSITORY = 901_000_001;

  private final Map<Long, Installation> installations = new LinkedHashMap<>();
  private final Map<String, Repository> repositories = new LinkedHashMap<>();

  /** An installation; {@code suspendedAt} is empty while it works. */
  record Installation(long id, String account, Optional<Instant> suspendedAt) {}

  synchronized long install(String account) {
    long id = FIRST_INSTALLATION + installations.size();
    installations.put(id, new Installation(id, account, Optional.empty()));
    return id;
  }

  synchronized Repository add(long installation, String owner, String name) {
    Repository repository =
        new Repository(FIRST_REPOSITORY + repositories.size(), installation, owner, name);
    repositories.put(key(owner, name), repository);
    return repository;
  }

  synchronized void suspend(long installation, boolean suspended) {
    installations.computeIfPresent(
        installation,
        (id, old) ->
            new Installation(
                id, old.account(), suspended ? Optional.of(Instant.now()) : Optional.empty()));
  }

  synchronized List<Installation> installations() {
    return new ArrayList<>(installations.values());
  }

  synchronized Optional<Installation> installation(long id) {
    return Optional.ofNullable(installations.get(id));
  }

  synchronized Optional<Repository> repository(String owner, String name) {
    return Optional.ofNullable(repositories.get(key(owner, name)));
  }

  synchronized List<Repository> repositories(long installation) {
    return repositories.values().stream().filter(r -> r.installation() == installation).toList();
  }

  private static String key(String owner, String name) {
    return (owner + "/" + name).toLowerCase(Locale.ROOT);
  }
}
