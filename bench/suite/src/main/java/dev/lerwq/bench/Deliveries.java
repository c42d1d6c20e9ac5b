package dev.lerwq.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lerwq.demo.GithubStandIn;
import dev.lerwq.reflector.Signatures;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Signed webhooks of queued jobs, each of another job, with the fields of GitHub's and a size of
 * one's choice. Signatures are made ahead, so that making them is no part of a load.
 */
final class Deliveries {
  private static final byte[] ID = "\"workflow_job\":{\"id\":".getBytes(StandardCharsets.UTF_8);
  private static final long FIRST = 40_000_000_000L;

  private final byte[] template;
  private final int at;
  private final int digits;
  private final String[] signatures;
  private final long first;
  private int next;

  private Deliveries(byte[] template, String secret, int count, long first) {
    this.template = template;
    this.first = first;
    this.at = indexOf(template, ID) + ID.length;
    this.digits = Long.toString(first).length();
    this.signatures = new String[count];
    for (int i = 0; i < count; i++) {
      signatures[i] = Signatures.header(secret, body(first + i));
    }
  }

  /**
   * @param size of each body, in bytes; at least 8,000
   * @param batch tells batches apart, whose jobs differ
   */
  static Deliveries signed(String secret, int size, int count, int batch) throws IOException {
    return new Deliveries(template(size), secret, count, FIRST + batch * 10_000_000L);
  }

  static byte[] template(int size) throws IOException {
    Path spool = App.scratch("spool");
    ObjectMapper json = new ObjectMapper();
    try (GithubStandIn github = GithubStandIn.start(spool)) {
      github.addRepository(
          github.install(ReflectorProcess.OWNER), ReflectorProcess.OWNER, "firmware");
      github.queueJob(
          ReflectorProcess.OWNER,
          "firmware",
          List.of("self-hosted", ReflectorProcess.LABEL, "cheribsd"));
      while (github.webhooks().deliveries().isEmpty()) {
        Thread.onSpinWait();
      }
      ObjectNode event = (ObjectNode) json.readTree(github.webhooks().deliveries().get(0).body());
      ((ObjectNode) event.path("workflow_job")).put("id", FIRST);
      return sized(json, event, size);
    } finally {
      App.delete(spool);
    }
  }

  /** Large events are large because of their job's steps. */
  private static byte[] sized(ObjectMapper json, ObjectNode event, int size) throws IOException {
    if (json.writeValueAsBytes(event).length > size) {
      event.remove(List.of("enterprise", "organization"));
    }
    ArrayNode steps = ((ObjectNode) event.path("workflow_job")).withArray("steps");
    int missing = size - json.writeValueAsBytes(event).length;
    for (int i = 1; missing > 0; i++) {
      ObjectNode step = steps.addObject().put("name", "Build and test component number " + i);
      step.put("status", "queued").putNull("conclusion");
      step.put("number", i).putNull("started_at").putNull("completed_at");
      missing -= json.writeValueAsBytes(step).length + 1;
    }
    return json.writeValueAsBytes(event);
  }

  int size() {
    return template.length;
  }

  int left() {
    return signatures.length - next;
  }

  /** The next request, head and body. */
  Buffer next() {
    int i = next++;
    String head =
        "POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "User-Agent: GitHub-Hookshot/5e1f3d2\r\nX-GitHub-Event: workflow_job\r\n"
            + "X-GitHub-Delivery: 5c1e0000-0000-0000-0000-"
            + (100_000_000_000L + i)
            + "\r\nX-Hub-Signature-256: "
            + signatures[i]
            + "\r\nContent-Length: "
            + template.length
            + "\r\n\r\n";
    return Buffer.buffer(head.length() + template.length)
        .appendString(head)
        .appendBytes(body(first + i));
  }

  byte[] body(long id) {
    byte[] body = template.clone();
    byte[] text = Long.toString(id).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, body, at, digits);
    return body;
  }

  private static int indexOf(byte[] text, byte[] part) {
    for (int i = 0; i + part.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalStateException("the template has no job");
  }
}
