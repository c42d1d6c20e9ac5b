package dev.lerwq.demo;

import java.util.List;
import java.util.OptionalLong;

/**
 * A make-believe registration of a runner.
 *
 * @param pid the process that plays it, while it is online
 * @param job the job it has
 */
public record Runner(
    long id,
    String owner,
    String repo,
    String name,
    List<String> labels,
    OptionalLong pid,
    OptionalLong job) {

  public Runner {
    labels = List.copyOf(labels);
  }

  public boolean online() {
    return pid.isPresent();
  }

  public boolean busy() {
    return job.isPresent();
  }

  Runner withPid(OptionalLong now) {
    return new Runner(id, owner, repo, name, labels, now, job);
  }

  Runner withJob(long now) {
    return new Runner(id, owner, repo, name, labels, pid, OptionalLong.of(now));
  }
}
