package dev.lerwq.doctor;

import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.AllowListSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The allow list: whether it loads, and whether it allows anyone. */
public final class AllowListExamination implements Examination {
  private final AllowListSource source;

  public AllowListExamination(AllowListSource source) {
    this.source = source;
  }

  @Override
  public String part() {
    return "allow list";
  }

  @Override
  public void examine(Consumer<Finding> found) throws AllowListException {
    int entries = source.load().size();
    Optional<String> remark = source.remark();
    remark.ifPresent(text -> found.accept(Finding.warning(part(), text)));
    if (entries > 0) {
      found.accept(Finding.ok(part(), source.location() + " has " + entries + " entries"));
    } else if (remark.isEmpty()) {
      found.accept(
          Finding.warning(
              part(), source.location() + " is empty; allow somebody with 'app acl allow'"));
    }
  }
}
