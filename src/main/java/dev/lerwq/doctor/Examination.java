package dev.lerwq.doctor;

import java.util.function.Consumer;

/** One part of a deployment that can be looked at. */
public interface Examination {

  /** What is looked at, for findings. */
  String part();

  /**
   * Looks, and tells.
   *
   * @throws Exception if looking failed, which is a problem with that message
   */
  void examine(Consumer<Finding> found) throws Exception;
}
