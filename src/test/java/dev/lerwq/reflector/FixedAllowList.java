package dev.lerwq.reflector;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowList;
import dev.lerwq.acl.AllowListIndex;
import dev.lerwq.acl.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets {@code octo-org} use {@code msr-morello}, and one repository another label. */
@Alternative
@ApplicationScoped
public class FixedAllowList implements AllowList {
  private static final AllowListIndex INDEX =
      AllowListIndex.of(
          List.of(
              new AllowEntry.Owner("1", "Octo-Org", "msr-morello"),
              new AllowEntry.Repository("2", "someone", "tools", "riscv")));

  private volatile Optional<String> problem = Optional.empty();

  void fail(String reason) {
    problem = Optional.of(reason);
  }

  void recover() {
    problem = Optional.empty();
  }

  @Override
  public Verdict decide(String owner, String repo, String label) {
    return problem.isPresent()
        ? new Verdict.Unknown(problem.get())
        : INDEX.decide(owner, repo, label);
  }

  @Override
  public Set<String> labels() {
    return problem.isPresent() ? Set.of() : INDEX.labels();
  }

  @Override
  public Status status() {
    return new Status(problem.isEmpty(), Optional.of(Instant.EPOCH), INDEX.size(), problem);
  }

  @Override
  public void close() {}
}
