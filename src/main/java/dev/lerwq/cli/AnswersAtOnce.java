package dev.lerwq.cli;

import java.io.PrintWriter;

/** A command that needs no application: it is answered where the command line is understood. */
interface AnswersAtOnce {

  /**
   * @return the exit code
   */
  int answer(PrintWriter out, PrintWriter err);
}
