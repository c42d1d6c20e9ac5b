package dev.lerwq.cli;

/** A command that can tell before the application is booted whether its options can work. */
interface ChecksOptions {

  /** Adds everything that is missing, malformed or contradictory. Opens nothing. */
  void check(Requirements requirements);
}
