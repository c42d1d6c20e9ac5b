package dev.lerwq.cli;

import dev.lerwq.acl.AllowEntry;
import dev.lerwq.acl.GithubNames;
import dev.lerwq.acl.RepositoryName;
import picocli.CommandLine.Parameters;

/** Whose access an {@code acl} command is about. */
final class AclSubject {
  @Parameters(
      index = "0",
      paramLabel = "OWNER[/REPO]",
      description = "A GitHub user or organization, or one repository of theirs.")
  String subject = "";

  @Parameters(index = "1", paramLabel = "LABEL", description = "The routing label.")
  String label = "";

  /**
   * @throws IllegalArgumentException if GitHub has no such names; the message says why
   */
  AllowEntry entry() {
    AllowEntry entry;
    if (subject.indexOf('/') < 0) {
      entry = AllowEntry.Owner.of(subject, label);
    } else {
      RepositoryName name = RepositoryName.parse(subject);
      entry = AllowEntry.Repository.of(name.owner(), name.repo(), label);
    }
    GithubNames.check(entry);
    return entry;
  }
}
