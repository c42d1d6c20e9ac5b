package dev.lerwq.bench;

import java.util.List;

/** A part of the table. */
interface Part {

  /** One word, to choose it by. */
  String name();

  /** What it measures, in a line. */
  String title();

  /**
   * Measures.
   *
   * @param quick for a rough figure in seconds instead of a good one in minutes
   */
  List<Figure> run(boolean quick) throws Exception;
}
