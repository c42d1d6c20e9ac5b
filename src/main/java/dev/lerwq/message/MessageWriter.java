package dev.lerwq.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes each wire type's fields, in the order of the wire contract. Makes one message, once.
 *
 * <p>GitHub's object is most of a message and is not looked at: it is put where it belongs when all
 * around it has been written.
 */
final class MessageWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final RawJson NOTHING = RawJson.of("");

  private final ByteArrayOutputStream around = new ByteArrayOutputStream(1024);
  private final JsonGenerator json;
  private RawJson verbatim = NOTHING;
  private int gap;

  private MessageWriter() throws IOException {
    this.json = JSON.createGenerator(around);
  }

  static byte[] bytes(WireMessage message) throws IOException {
    MessageWriter writer = new MessageWriter();
    writer.write(message);
    writer.json.close();
    return writer.filled();
  }

  private byte[] filled() {
    byte[] rest = around.toByteArray();
    byte[] all = new byte[rest.length + verbatim.length()];
    System.arraycopy(rest, 0, all, 0, gap);
    verbatim.copyTo(all, gap);
    System.arraycopy(rest, gap, all, gap + verbatim.length(), rest.length - gap);
    return all;
  }

  private void write(WireMessage message) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", message.type());
    if (message instanceof GithubWorkflow job) {
      writeFields(job);
    } else if (message instanceof GithubStar star) {
      writeFields(star);
    } else if (message instanceof Shutdown shutdown) {
      json.writeStringField("id", shutdown.id());
      if (shutdown.host().isPresent()) {
        json.writeStringField("host", shutdown.host().get());
      }
      if (shutdown.waits()) {
        json.writeBooleanField("wait", true);
      }
    } else if (message instanceof ShutdownReply reply) {
      json.writeStringField("host", reply.host());
      if (reply.busy()) {
        json.writeBooleanField("busy", true);
      }
    }
    json.writeEndObject();
  }

  private void writeFields(GithubWorkflow job) throws IOException {
    json.writeStringField("action", job.action());
    writeNullable("conclusion", job.conclusion());
    writeNullable("runner", job.runner());
    json.writeNumberField("id", job.id());
    writeRepository(job.installation(), job.owner(), job.repo(), job.repoHtmlUrl());
    json.writeArrayFieldStart("labels");
    for (String label : job.labels()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("debug");
    json.writeFieldName("workflow_job");
    leaveRoomFor(job.debug().workflowJob());
    json.writeStringField("sender_login", job.debug().senderLogin());
    json.writeEndObject();
  }

  private void writeFields(GithubStar star) throws IOException {
    json.writeStringField("action", star.action());
    writeNullable("starred_at", star.starredAt());
    writeRepository(star.installation(), star.owner(), star.repo(), star.repoHtmlUrl());
    json.writeArrayFieldStart("debug");
    for (boolean allowed : star.debug()) {
      json.writeBoolean(allowed);
    }
    json.writeEndArray();
  }

  private void leaveRoomFor(RawJson value) throws IOException {
    json.writeRawValue("");
    json.flush();
    gap = around.size();
    verbatim = value;
  }

  private void writeRepository(long installation, String owner, String repo, String url)
      throws IOException {
    json.writeNumberField("installation", installation);
    json.writeStringField("owner", owner);
    json.writeStringField("repo", repo);
    json.writeStringField("repo_html_url", url);
  }

  private void writeNullable(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }
}
