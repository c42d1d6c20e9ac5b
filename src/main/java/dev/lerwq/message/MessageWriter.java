package dev.lerwq.message;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** Writes each wire type's fields, in the order of the wire contract. */
final class MessageWriter {
  private MessageWriter() {}

  static void write(JsonGenerator json, WireMessage message) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", message.type());
    if (message instanceof GithubWorkflow job) {
      writeFields(json, job);
    } else if (message instanceof GithubStar star) {
      writeFields(json, star);
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

  private static void writeFields(JsonGenerator json, GithubWorkflow job) throws IOException {
    json.writeStringField("action", job.action());
    writeNullable(json, "conclusion", job.conclusion());
    writeNullable(json, "runner", job.runner());
    json.writeNumberField("id", job.id());
    writeRepository(json, job.installation(), job.owner(), job.repo(), job.repoHtmlUrl());
    json.writeArrayFieldStart("labels");
    for (String label : job.labels()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("debug");
    json.writeFieldName("workflow_job");
    json.writeRawValue(new Verbatim(job.debug().workflowJob()));
    json.writeStringField("sender_login", job.debug().senderLogin());
    json.writeEndObject();
  }

  private static void writeFields(JsonGenerator json, GithubStar star) throws IOException {
    json.writeStringField("action", star.action());
    writeNullable(json, "starred_at", star.starredAt());
    writeRepository(json, star.installation(), star.owner(), star.repo(), star.repoHtmlUrl());
    json.writeArrayFieldStart("debug");
    for (boolean allowed : star.debug()) {
      json.writeBoolean(allowed);
    }
    json.writeEndArray();
  }

  private static void writeRepository(
      JsonGenerator json, long installation, String owner, String repo, String url)
      throws IOException {
    json.writeNumberField("installation", installation);
    json.writeStringField("owner", owner);
    json.writeStringField("repo", repo);
    json.writeStringField("repo_html_url", url);
  }

  private static void writeNullable(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }
}
