package dev.lerwq.reflector;

import static dev.lerwq.reflector.Webhook.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.Source;
import dev.lerwq.bus.amqp.AmqpBus;
import dev.lerwq.bus.amqp.AmqpSettings;
import dev.lerwq.bus.embedded.BrokerSettings;
import dev.lerwq.bus.embedded.EmbeddedBroker;
import dev.lerwq.message.GithubStar;
import dev.lerwq.message.MessageCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The debug channel pointed at another broker, through another connector, by configuration alone.
 * The other two channels stay where they were.
 */
@QuarkusTest
@TestProfile(OtherConnectorTest.Profile.class)
@QuarkusTestResource(value = OtherConnectorTest.Elsewhere.class, restrictToAnnotatedClass = true)
class OtherConnectorTest {
  @Inject RecordingBus bus;

  /** What an operator would set, in the environment or in a file. */
  public static class Profile extends ReflectorProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> config = new HashMap<>(super.getConfigOverrides());
      config.put("mp.messaging.outgoing.debug.connector", "smallrye-amqp");
      config.put("mp.messaging.outgoing.debug.address", "audit");
      return config;
    }
  }

  /** Another broker. */
  public static class Elsewhere implements QuarkusTestResourceLifecycleManager {
    static final String URL = "test.elsewhere.url";
    private EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
      try {
        Path directory = Files.createTempDirectory("elsewhere");
        broker = EmbeddedBroker.start(BrokerSettings.of(directory, "127.0.0.1", 0, "pw"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      System.setProperty(URL, "amqp://lerwq:pw@127.0.0.1:" + broker.port());
      return Map.of(
          "mp.messaging.outgoing.debug.host", "127.0.0.1",
          "mp.messaging.outgoing.debug.port", Integer.toString(broker.port()),
          "mp.messaging.outgoing.debug.username", "lerwq",
          "mp.messaging.outgoing.debug.password", "pw");
    }

    @Override
    public void stop() {
      broker.close();
    }
  }

  @Test
  void debugCopiesGoThereAndWorkDoesNot() throws Exception {
    bus.reset();
    given("star.created").posted().statusCode(200);
    given("workflow_job.queued").posted().statusCode(200);

    Vertx vertx = Vertx.vertx();
    try (Bus elsewhere = new AmqpBus(vertx, AmqpSettings.parse(System.getProperty(Elsewhere.URL)));
        Consumer audit = elsewhere.consume(Source.queue("audit"))) {
      assertThat(MessageCodec.decode(next(audit).body())).isInstanceOf(GithubStar.class);
      assertThat(MessageCodec.typeOf(next(audit).body())).isEqualTo("github-workflow");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
    assertThat(bus.on("github-reflector-debug")).isEmpty();
    assertThat(bus.on("work-queue")).hasSize(1);
  }

  private static InboundMessage next(Consumer consumer) {
    Optional<Lease> lease = consumer.receive(Duration.ofSeconds(10)).toCompletableFuture().join();
    assertThat(lease).isPresent();
    lease.get().complete().toCompletableFuture().join();
    return lease.get().message();
  }
}
