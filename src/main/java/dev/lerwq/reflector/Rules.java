package dev.lerwq.reflector;

import java.util.function.Supplier;

/** Is told of every rule as it is applied, so that a person can be told why. */
interface Rules {
  /** Nobody asks: details are not even put into words. */
  Rules UNSEEN = (rule, holds, detail) -> holds;

  /**
   * A rule was applied.
   *
   * @param rule what has to hold, for a person
   * @param holds whether it does
   * @param detail what the delivery or the allow list says about it
   * @return {@code holds}
   */
  boolean hold(String rule, boolean holds, Supplier<String> detail);
}
