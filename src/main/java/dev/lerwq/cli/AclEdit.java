package dev.lerwq.cli;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.AllowListEditor;
import dev.lerwq.acl.AllowListException;
import dev.lerwq.acl.Audit;
import dev.lerwq.wiring.Adapters;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code acl allow} and {@code acl deny} share. */
final class AclEdit {
  @Mixin ConfigOption config = new ConfigOption();
  @Mixin AclOptions acl = new AclOptions();
  @Mixin DataDirOption dataDir = new DataDirOption();
  @Mixin AclSubject subject = new AclSubject();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for the record that is kept of the change.")
  Optional<String> reason = Optional.empty();

  void check(Requirements requirements) {
    requirements.convert(subject, AclSubject::entry);
    requirements.convert(dataDir.get(), acl::choice);
  }

  AllowEntry entry() {
    return subject.entry();
  }

  AllowListEditor open(Adapters adapters) {
    return adapters.allowListEditor(acl.choice(dataDir.get()));
  }

  /** One way of changing the list. */
  interface Change {
    boolean apply(AllowListEditor editor, AllowEntry entry, Audit audit) throws AllowListException;
  }

  /**
   * Makes a change.
   *
   * @return what to tell: the list's state, and whether it is new
   */
  String apply(Adapters adapters, String verb, Change change) throws AllowListException {
    AllowEntry entry = entry();
    String what =
        "acl "
            + verb
            + " "
            + subject.subject
            + " "
            + subject.label
            + reason.map(r -> ": " + r).orElse("");
    Audit audit = new Audit(who(System.getenv()), Instant.now(), what);
    try (AllowListEditor editor = open(adapters)) {
      boolean changed = change.apply(editor, entry, audit);
      return changed ? "" : "already ";
    }
  }

  /** The person at the keyboard, also behind sudo, and the machine. */
  static String who(Map<String, String> environment) {
    String user = environment.getOrDefault("SUDO_USER", System.getProperty("user.name", "unknown"));
    return user + "@" + SlotSettings.machineName();
  }
}
