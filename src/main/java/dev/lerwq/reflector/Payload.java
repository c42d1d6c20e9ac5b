package dev.lerwq.reflector;

import dev.lerwq.message.RawJson;
import java.util.List;
import java.util.Optional;

/**
 * What lerwq needs of a webhook's body, read in one pass over its bytes by {@link PayloadReader}.
 * Everything may be missing; the {@code require…} methods say so by the field's name.
 */
final class Payload {
  Optional<String> action = Optional.empty();
  Optional<String> starredAt = Optional.empty();
  Optional<Long> installation = Optional.empty();
  Optional<String> sender = Optional.empty();
  final Repository repository = new Repository();
  final Job job = new Job();

  static final class Repository {
    Optional<String> owner = Optional.empty();
    Optional<String> name = Optional.empty();
    Optional<String> htmlUrl = Optional.empty();
  }

  static final class Job {
    Optional<RawJson> raw = Optional.empty();
    Optional<Long> id = Optional.empty();
    Optional<String> conclusion = Optional.empty();
    Optional<String> runner = Optional.empty();

    /** Empty also when {@code labels} is anything but a list of strings. */
    Optional<List<String>> labels = Optional.empty();
  }

  String requireAction() throws BadPayloadException {
    return require(action, "action", "a string");
  }

  String requireOwner() throws BadPayloadException {
    return require(repository.owner, "repository.owner.login", "a string");
  }

  String requireRepo() throws BadPayloadException {
    return require(repository.name, "repository.name", "a string");
  }

  String requireRepoHtmlUrl() throws BadPayloadException {
    return require(repository.htmlUrl, "repository.html_url", "a string");
  }

  long requireInstallation() throws BadPayloadException {
    return require(
        installation, "installation.id", "an integer (is this webhook the GitHub App's?)");
  }

  RawJson requireJob() throws BadPayloadException {
    return require(job.raw, "workflow_job", "an object");
  }

  long requireJobId() throws BadPayloadException {
    return require(job.id, "workflow_job.id", "an integer");
  }

  List<String> requireLabels() throws BadPayloadException {
    return require(job.labels, "workflow_job.labels", "a list of strings");
  }

  private static <T> T require(Optional<T> value, String field, String kind)
      throws BadPayloadException {
    return value.orElseThrow(
        () -> new BadPayloadException("field '" + field + "' is missing or not " + kind));
  }
}
