package dev.lerwq.executor;

/**
 * Is told what an executor does. Called on the executor's threads, one call at a time: must return
 * soon. What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface JobObserver {

  /** Something has happened. */
  void on(JobEvent event);

  /** An observer that does not care. */
  static JobObserver none() {
    return event -> {};
  }

  /** An observer that tells both. */
  default JobObserver and(JobObserver other) {
    return event -> {
      on(event);
      other.on(event);
    };
  }
}
