package dev.lerwq.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The books on all make-believe jobs. Thread-safe. */
final class Jobs {
  /** Wider than 32 bits and than a double's 53, as a reader's error would show then. */
  private static final long FIRST = 9_100_000_000_000_001L;

  private final TreeMap<Long, Job> jobs = new TreeMap<>();

  synchronized Job queue(
      Repository repository, List<String> labels, Duration takes, Job.Outcome outcome) {
    Job job = Job.queued(FIRST + jobs.size(), repository, labels, takes, outcome);
    jobs.put(job.id(), job);
    return job;
  }

  synchronized Optional<Job> find(long id) {
    return Optional.ofNullable(jobs.get(id));
  }

  synchronized List<Job> all() {
    return List.copyOf(jobs.values());
  }

  /** Changes a job that is not over; empty if there is none such. */
  synchronized Optional<Job> change(long id, UnaryOperator<Job> how) {
    return find(id)
        .filter(job -> !job.isOver())
        .map(
            job -> {
              Job next = how.apply(job);
              jobs.put(id, next);
              return next;
            });
  }
}
