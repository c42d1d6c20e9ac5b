package dev.lerwq.reflector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A delivery in the making: {@code given("star.created").with(…).posted()}. */
final class Webhook {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> headers = new TreeMap<>();
  private byte[] body;
  private String secret = ReflectorProfile.SECRET;
  private String path = "/webhooks/github";

  private Webhook(byte[] body) {
    this.body = body;
    headers.put("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    headers.put("Content-Type", "application/json");
  }

  /** A payload from the fixtures, whose name begins with its event. */
  static Webhook given(String fixture) {
    Webhook webhook = new Webhook(bytes(fixture));
    webhook.headers.put("X-GitHub-Event", fixture.split("\\.", 2)[0]);
    return webhook;
  }

  static byte[] bytes(String fixture) {
    try (InputStream in = Webhook.class.getResourceAsStream("/webhooks/" + fixture + ".json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Webhook with(Consumer<ObjectNode> change) {
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(body);
      change.accept(tree);
      body = JSON.writeValueAsBytes(tree);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the field at a path such as {@code /workflow_job/labels} to a JSON value. */
  Webhook with(String pointer, String json) {
    int slash = pointer.lastIndexOf('/');
    return with(
        tree -> {
          ObjectNode parent = slash == 0 ? tree : (ObjectNode) tree.at(pointer.substring(0, slash));
          parent.set(pointer.substring(slash + 1), parse(json));
        });
  }

  Webhook without(String pointer) {
    int slash = pointer.lastIndexOf('/');
    return with(
        tree -> {
          ObjectNode parent = slash == 0 ? tree : (ObjectNode) tree.at(pointer.substring(0, slash));
          parent.remove(pointer.substring(slash + 1));
        });
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Webhook body(byte[] value) {
    body = value;
    return this;
  }

  Webhook header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Webhook noHeader(String name) {
    headers.put(name, null);
    return this;
  }

  Webhook signedWith(String value) {
    secret = value;
    return this;
  }

  Webhook to(String value) {
    path = value;
    return this;
  }

  byte[] body() {
    return body;
  }

  ValidatableResponse posted() {
    if (!headers.containsKey("X-Hub-Signature-256")) {
      headers.put("X-Hub-Signature-256", Signatures.header(secret, body));
    }
    RequestSpecification request =
        RestAssured.given()
            .config(
                RestAssured.config()
                    .encoderConfig(
                        EncoderConfig.encoderConfig()
                            .encodeContentTypeAs(
                                "application/x-www-form-urlencoded", ContentType.BINARY)
                            .appendDefaultContentCharsetToContentTypeIfUndefined(false)));
    headers.forEach(
        (name, value) -> {
          if (value != null) {
            request.header(name, value);
          }
        });
    return request.body(body).post(path).then();
  }
}
