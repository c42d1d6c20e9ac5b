package dev.lerwq.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One {@code workflow_job} event, reduced to what an executor needs.
 *
 * @param action {@code queued}, {@code in_progress}, {@code waiting}, {@code completed}, or
 *     whatever GitHub adds next
 * @param conclusion how the job ended; empty unless completed
 * @param runner the name of the runner that has the job; empty while it has none
 * @param id {@code workflow_job.id}; 64 bits wide
 * @param installation the App installation that delivered the event
 * @param owner login of the repository's owner
 * @param repo name of the repository, without its owner
 * @param repoHtmlUrl the repository's page, which is also what a runner is configured against
 * @param labels the job's {@code runs-on} labels in GitHub's order: {@code self-hosted}, the
 *     routing label, the flavour
 * @param debug what a person looking in may want besides
 */
public record GithubWorkflow(
    String action,
    Optional<String> conclusion,
    Optional<String> runner,
    long id,
    long installation,
    String owner,
    String repo,
    String repoHtmlUrl,
    List<String> labels,
    Debug debug)
    implements WireMessage {

  /** The {@code type} of these messages. */
  public static final String TYPE = "github-workflow";

  /** The action of a job that waits for a runner. */
  public static final String QUEUED = "queued";

  /** The action of a job that has ended. */
  public static final String COMPLETED = "completed";

  public GithubWorkflow {
    Objects.requireNonNull(action);
    Objects.requireNonNull(conclusion);
    Objects.requireNonNull(runner);
    labels = List.copyOf(labels);
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** The label that selects the queue: the second one. */
  public String routingLabel() {
    return labels.get(1);
  }

  /** The label that tells the board scripts what to boot: the third one. */
  public String flavour() {
    return labels.get(2);
  }

  /** {@code owner/repo}. */
  public String fullName() {
    return owner + "/" + repo;
  }

  /**
   * @param workflowJob the whole {@code workflow_job} object, as GitHub sent it
   * @param senderLogin who caused the event
   */
  public record Debug(RawJson workflowJob, String senderLogin) {}
}
