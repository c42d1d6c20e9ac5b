package dev.lerwq.executor;

import java.time.Duration;

/**
 * How a script ended.
 *
 * @param kind in what way
 * @param code its exit code; meaningful only if it exited
 * @param took how long it ran
 * @param detail a few words for a person; never an argument of the script
 */
record ScriptOutcome(Kind kind, int code, Duration took, String detail) {

  enum Kind {
    EXITED,
    TIMED_OUT,
    STOPPED,
    NOT_STARTED
  }

  boolean ok() {
    return kind == Kind.EXITED && code == 0;
  }
}
