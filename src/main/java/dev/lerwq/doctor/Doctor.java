package dev.lerwq.doctor;

import java.util.List;
import java.util.function.Consumer;

/** Looks at one part after the other; that one is broken does not keep the others from being. */
public final class Doctor {
  private final List<Examination> examinations;

  public Doctor(List<Examination> examinations) {
    this.examinations = List.copyOf(examinations);
  }

  /**
   * Looks at everything.
   *
   * @param found is told of each finding as it is made
   * @return the worst of all
   */
  public Finding.Level examine(Consumer<Finding> found) {
    Finding.Level[] worst = {Finding.Level.OK};
    Consumer<Finding> noted =
        finding -> {
          worst[0] = finding.level().compareTo(worst[0]) > 0 ? finding.level() : worst[0];
          found.accept(finding);
        };
    for (Examination each : examinations) {
      try {
        each.examine(noted);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        noted.accept(Finding.problem(each.part(), "interrupted"));
        return worst[0];
      } catch (Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        noted.accept(Finding.problem(each.part(), message));
      }
    }
    return worst[0];
  }
}
