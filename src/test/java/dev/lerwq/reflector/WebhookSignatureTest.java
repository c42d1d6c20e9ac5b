package dev.lerwq.reflector;

import static dev.lerwq.reflector.Webhook.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets past the signature. */
@QuarkusTest
@TestProfile(ReflectorProfile.class)
class WebhookSignatureTest {
  private static final String HEADER = "X-Hub-Signature-256";

  @Inject RecordingBus bus;

  @BeforeEach
  void reset() {
    bus.reset();
  }

  @Test
  void agreesWithGithubsPublishedExample() {
    assertThat(
            Signatures.header(
                "It's a Secret to Everybody", "Hello, World!".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void bothSecretsAreLive() {
    given("workflow_job.queued").signedWith(ReflectorProfile.SECRET).posted().statusCode(200);
    given("workflow_job.queued")
        .signedWith(ReflectorProfile.PREVIOUS_SECRET)
        .posted()
        .statusCode(200);
    assertThat(bus.on("work-queue")).hasSize(2);
  }

  @Test
  void anyOtherSecretIsRefused() {
    given("workflow_job.queued").signedWith("guess").posted().statusCode(401);
    assertThat(bus.on("work-queue")).isEmpty();
  }

  @Test
  void aMissingSignatureIsRefused() {
    given("workflow_job.queued").noHeader(HEADER).posted().statusCode(401);
    // Even what would be refused for other reasons learns nothing without a signature.
    given("workflow_job.queued")
        .noHeader(HEADER)
        .header("Content-Type", "text/plain")
        .posted()
        .statusCode(401);
    given("ping").noHeader(HEADER).posted().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256=",
        "sha256=00",
        "sha1=0000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "sha256=000000000000000000000000000000000000000000000000000000000000000",
        "sha256=00000000000000000000000000000000000000000000000000000000000000000",
        "sha256=zz00000000000000000000000000000000000000000000000000000000000000",
        "sha512=0000000000000000000000000000000000000000000000000000000000000000"
      })
  void malformedSignaturesAreRefused(String signature) {
    given("workflow_job.queued").header(HEADER, signature).posted().statusCode(401);
    assertThat(bus.on("work-queue")).isEmpty();
  }

  @Test
  void upperCaseHexIsTheSameSignature() {
    Webhook webhook = given("workflow_job.queued");
    String signature = Signatures.header(ReflectorProfile.SECRET, webhook.body());
    String upper = "sha256=" + signature.substring(7).toUpperCase(java.util.Locale.ROOT);
    webhook.header(HEADER, upper).posted().statusCode(200);
  }

  @Test
  void anyChangedByteIsRefused() {
    Webhook webhook = given("workflow_job.queued");
    String signature = Signatures.header(ReflectorProfile.SECRET, webhook.body());
    byte[] changed = webhook.body().clone();
    changed[changed.length - 1] ^= 1;
    webhook.body(changed).header(HEADER, signature).posted().statusCode(401);
  }

  @Test
  void anEmptySecretIsNoSecret() {
    assertThatThrownBy(() -> new Signatures(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Signatures(List.of("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("webhook_secret");
  }
}
