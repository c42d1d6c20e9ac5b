package dev.lerwq.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.github.RepositoryRef;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The {@code workflow_job} delivery that GitHub would have sent for a job that is queued there. */
public final class SyntheticDelivery {
  private SyntheticDelivery() {}

  /**
   * @param site the repository's web site, such as {@code https://github.com}
   */
  public static byte[] queued(
      RepositoryRef repository, long jobId, List<String> labels, String site) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("action", "queued");
    ObjectNode job = event.putObject("workflow_job").put("id", jobId).put("status", "queued");
    labels.forEach(job.putArray("labels")::add);
    ObjectNode shown = event.putObject("repository").put("name", repository.name());
    shown.put("full_name", repository.fullName());
    shown.put("html_url", site + "/" + repository.fullName());
    shown.putObject("owner").put("login", repository.owner());
    event.putObject("installation").put("id", repository.installation());
    event.putObject("sender").put("login", repository.owner());
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }
}
