package dev.lerwq.executor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs scripts while there is no job, one at a time. What they start ends with them, and is in the
 * journal until then.
 */
final class Chore {
  private final ExecutorSettings settings;
  private final Script.Stdio stdio;
  private final Journal journal;
  private boolean stopped;
  private Optional<Script> running = Optional.empty();

  Chore(ExecutorSettings settings, Script.Stdio stdio, Journal journal) {
    this.settings = settings;
    this.stdio = stdio;
    this.journal = journal;
  }

  /**
   * Runs a script and waits for its end.
   *
   * @param what the script as the configuration calls it, for logs
   * @return empty if it was not started, because of a {@link #stop} before
   */
  Optional<ScriptOutcome> run(String what, List<String> command, Duration limit) {
    try (ScriptSet scripts = new ScriptSet(settings, stdio, journal::chore)) {
      Script script = scripts.script(what, command, limit);
      return begin(script) ? Optional.of(script.run()) : Optional.empty();
    } finally {
      journal.choresOver();
    }
  }

  /** Ends the script if one runs, and keeps any from being started. */
  synchronized void stop() {
    stopped = true;
    running.ifPresent(script -> script.stop(ProcessTree.Manner.TERMINATE));
  }

  private synchronized boolean begin(Script script) {
    running = Optional.of(script);
    return !stopped;
  }
}
