package dev.lerwq.acl;

import java.util.List;
import java.util.Optional;

/** A source that answers what a test last told it. */
final class ScriptedSource implements AllowListSource {
  private Answer answer = List::of;
  Optional<String> remark = Optional.empty();
  int loads;
  int closes;

  void answers(AllowEntry... entries) {
    List<AllowEntry> list = List.of(entries);
    answer = () -> list;
  }

  void fails(AllowListException.Kind kind, String message) {
    answer =
        () -> {
          throw new AllowListException(kind, message);
        };
  }

  void breaks(Throwable unexpected) {
    answer =
        () -> {
          if (unexpected instanceof Error e) {
            throw e;
          }
          throw (RuntimeException) unexpected;
        };
  }

  @Override
  public List<AllowEntry> load() throws AllowListException {
    loads++;
    return answer.get();
  }

  @Override
  public Optional<String> remark() {
    return remark;
  }

  @Override
  public String location() {
    return "the scripted place";
  }

  @Override
  public void close() {
    closes++;
  }

  private interface Answer {
    List<AllowEntry> get() throws AllowListException;
  }
}
