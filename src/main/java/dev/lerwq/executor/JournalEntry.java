package dev.lerwq.executor;

import dev.lerwq.github.RepositoryRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * What a job has begun and not yet undone.
 *
 * @param job the job's id
 * @param repository where its runner registers
 * @param runner its runner's name
 * @param configured whether a registration may exist
 * @param jit whether it was made just in time, so that {@code github_prepare} knows nothing of it
 * @param scripts the scripts whose processes may be alive
 */
record JournalEntry(
    long job,
    RepositoryRef repository,
    String runner,
    boolean configured,
    boolean jit,
    List<Trace> scripts) {
  private static final String SCRIPT = "script";

  JournalEntry {
    scripts = List.copyOf(scripts);
  }

  /**
   * A script that was about to be started.
   *
   * @param mark what its processes carry
   * @param runner whether it is the runner
   * @param pid its process; empty if the executor died before it knew
   * @param started when that process began, to tell it from a later one of the same number
   */
  record Trace(String mark, boolean runner, Optional<Long> pid, Optional<Instant> started) {

    ProcessTree tree() {
      return new ProcessTree(
          mark,
          pid.flatMap(ProcessHandle::of)
              .filter(process -> process.info().startInstant().equals(started)));
    }

    /** Writes them under keys that begin with {@code kind}. */
    static void addTo(Properties out, String kind, Collection<Trace> traces) {
      int i = 0;
      for (Trace trace : traces) {
        String prefix = kind + "." + i++ + ".";
        out.setProperty(prefix + "mark", trace.mark());
        out.setProperty(prefix + "runner", Boolean.toString(trace.runner()));
        trace.pid().ifPresent(pid -> out.setProperty(prefix + "pid", Long.toString(pid)));
        trace.started().ifPresent(at -> out.setProperty(prefix + "started", at.toString()));
      }
    }

    /** What {@link #addTo} has written. */
    static List<Trace> of(Properties in, String kind) {
      List<Trace> traces = new ArrayList<>();
      for (int i = 0; in.containsKey(kind + "." + i + ".mark"); i++) {
        String prefix = kind + "." + i + ".";
        traces.add(
            new Trace(
                required(in, prefix + "mark"),
                Boolean.parseBoolean(required(in, prefix + "runner")),
                optional(in, prefix + "pid", Long::parseLong),
                optional(in, prefix + "started", Instant::parse)));
      }
      return traces;
    }
  }

  JournalEntry withConfigured() {
    return new JournalEntry(job, repository, runner, true, false, scripts);
  }

  JournalEntry withJit() {
    return new JournalEntry(job, repository, runner, true, true, scripts);
  }

  JournalEntry with(Trace trace) {
    List<Trace> all = new ArrayList<>(scripts);
    all.removeIf(known -> known.mark().equals(trace.mark()));
    all.add(trace);
    return new JournalEntry(job, repository, runner, configured, jit, all);
  }

  Properties toProperties() {
    Properties out = new Properties();
    out.setProperty("job", Long.toString(job));
    out.setProperty("installation", Long.toString(repository.installation()));
    out.setProperty("owner", repository.owner());
    out.setProperty("repo", repository.name());
    out.setProperty("runner", runner);
    out.setProperty("configured", Boolean.toString(configured));
    out.setProperty("jit", Boolean.toString(jit));
    Trace.addTo(out, SCRIPT, scripts);
    return out;
  }

  /**
   * @throws IllegalArgumentException if a key is missing or makes no sense
   */
  static JournalEntry of(Properties in) {
    return new JournalEntry(
        Long.parseLong(required(in, "job")),
        new RepositoryRef(
            Long.parseLong(required(in, "installation")),
            required(in, "owner"),
            required(in, "repo")),
        required(in, "runner"),
        Boolean.parseBoolean(required(in, "configured")),
        Boolean.parseBoolean(in.getProperty("jit")),
        Trace.of(in, SCRIPT));
  }

  static String required(Properties in, String key) {
    return Optional.ofNullable(in.getProperty(key))
        .orElseThrow(() -> new IllegalArgumentException("key '" + key + "' is missing"));
  }

  private static <T> Optional<T> optional(Properties in, String key, Function<String, T> reader) {
    return Optional.ofNullable(in.getProperty(key)).map(reader);
  }
}
