package dev.lerwq.cli;

import dev.lerwq.bus.Bus;

/** Ctrl-C and SIGTERM for commands that hold a message now and then. */
final class Interruption {
  /** What a shell reports of a process that SIGINT ended. */
  static final int EXIT_CODE = 130;

  private Interruption() {}

  /**
   * The first signal asks the command to end by itself. The second ends it, for instance while its
   * output is blocked; a message in hand goes back with the bus.
   */
  static void handle(Runnable stop, Bus bus) {
    Signals.handle(
        stop,
        () -> {
          bus.close();
          Runtime.getRuntime().halt(EXIT_CODE);
        });
  }
}
