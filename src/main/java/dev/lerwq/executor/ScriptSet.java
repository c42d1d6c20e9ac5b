package dev.lerwq.executor;

import dev.lerwq.executor.JournalEntry.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The scripts that belong together: what they leave running is ended when the set is closed. */
final class ScriptSet implements AutoCloseable {
  private final ExecutorSettings settings;
  private final Script.Stdio stdio;
  private final Duration grace;
  private final Consumer<Trace> traces;
  private final Queue<String> marks = new ConcurrentLinkedQueue<>();

  /**
   * @param traces is told of each script before it can have processes, and again when it has
   */
  ScriptSet(ExecutorSettings settings, Script.Stdio stdio, Consumer<Trace> traces) {
    this.settings = settings;
    this.stdio = stdio;
    this.grace = settings.timeouts().of(Limit.GRACE);
    this.traces = traces;
  }

  /** A script with nothing to read. */
  Script script(String what, List<String> command, Duration limit) {
    return create(what, command, stdio.withoutInput(), Optional.of(limit), false);
  }

  /** A script that reads a file. */
  Script reading(String what, List<String> command, Path file, Duration limit) {
    return create(what, command, stdio.reading(file), Optional.of(limit), false);
  }

  /** A script that has all three descriptors, and all the time it needs. */
  Script plumbed(String what, List<String> command) {
    return create(what, command, stdio, Optional.empty(), true);
  }

  /** Ends what the scripts have left running. */
  @Override
  public void close() {
    for (String mark = marks.poll(); mark != null; mark = marks.poll()) {
      new ProcessTree(mark, Optional.empty()).end(ProcessTree.Manner.TERMINATE, grace);
    }
  }

  private Script create(
      String what,
      List<String> command,
      Script.Stdio io,
      Optional<Duration> limit,
      boolean runner) {
    String mark = ProcessTree.newMark();
    marks.add(mark);
    traces.accept(new Trace(mark, runner, Optional.empty(), Optional.empty()));
    return new Script(what, command, settings.workdir(), io, mark, limit, grace)
        .withEnvironment(settings.environment())
        .onStart(
            process ->
                traces.accept(
                    new Trace(
                        mark, runner, Optional.of(process.pid()), process.info().startInstant())));
  }
}
