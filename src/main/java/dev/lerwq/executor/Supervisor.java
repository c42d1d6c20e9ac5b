package dev.lerwq.executor;

import java.time.Duration;
import java.util.Optional;

/**
 * Port: whoever started this process and looks after it. What it is told is best effort; nothing
 * here fails. May block for a moment.
 */
public interface Supervisor {

  /** The process does its work from now on. */
  void ready();

  /** What the process is about, for a person. */
  void status(String line);

  /** The process is alive. Said at least twice in each {@link #watchdog}. */
  void alive();

  /** The process is about to end. */
  void stopping();

  /** After so long without {@link #alive} the process is replaced; empty for never. */
  Optional<Duration> watchdog();

  /** Nobody looks after this process. */
  static Supervisor none() {
    return new Supervisor() {
      @Override
      public void ready() {}

      @Override
      public void status(String line) {}

      @Override
      public void alive() {}

      @Override
      public void stopping() {}

      @Override
      public Optional<Duration> watchdog() {
        return Optional.empty();
      }
    };
  }
}
