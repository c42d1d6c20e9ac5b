package dev.lerwq.bus.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.lerwq.bus.BusException;
import dev.lerwq.bus.EntitySetup;
import dev.lerwq.bus.EntitySetup.Rule;
import dev.lerwq.servicebus.peer.AdministrationPeer;
import dev.lerwq.servicebus.peer.EntityOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The real client against a namespace's administration. */
class ServiceBusInspectorTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);
  private static final EntityOptions WORK =
      EntityOptions.standard().withLock(Duration.ofMinutes(5)).withMaxDeliveries(7);

  private AdministrationPeer peer;
  private ServiceBusInspector inspector;

  @BeforeEach
  void start() throws IOException {
    peer = AdministrationPeer.start();
    inspector =
        new ServiceBusInspector(
            ServiceBusSettings.connectionString(
                "Endpoint=sb://lerwq.servicebus.windows.net/;SharedAccessKeyName=all;"
                    + "SharedAccessKey=c2VjcmV0"),
            List.of(new To(peer.uri())));
  }

  @AfterEach
  void stop() {
    inspector.close();
    peer.close();
  }

  /** The client knows no scheme but https. */
  private record To(URI peer) implements HttpPipelinePolicy {
    @Override
    public Mono<HttpResponse> process(
        HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
      String url = context.getHttpRequest().getUrl().toString();
      context.getHttpRequest().setUrl(peer + url.substring(url.indexOf('/', "https://".length())));
      return next.process();
    }
  }

  @Test
  void topicIsToldFromQueue() throws Exception {
    peer.topic("work-queue", WEEK, DAY);
    peer.queue("work-complete", WORK.withSessions(), WEEK, "Disabled");
    assertThat(get(inspector.entity("work-queue")))
        .contains(
            new EntitySetup(
                EntitySetup.Kind.TOPIC,
                true,
                false,
                WEEK,
                Optional.of(DAY),
                Optional.empty(),
                Optional.empty(),
                List.of()));
    assertThat(get(inspector.entity("work-complete")))
        .contains(
            new EntitySetup(
                EntitySetup.Kind.QUEUE,
                false,
                true,
                WEEK,
                Optional.empty(),
                Optional.of(Duration.ofMinutes(5)),
                Optional.of(7),
                List.of()));
    assertThat(get(inspector.entity("nothing"))).isEmpty();
  }

  @Test
  void rulesSayWhichSubjectTheyLetPass() throws Exception {
    peer.topic("work-queue", WEEK, DAY);
    peer.subscription(
        "work-queue",
        "msr-morello",
        WORK,
        DAY,
        AdministrationPeer.sql("sys.Label = 'msr-morello'"),
        AdministrationPeer.sql("[Subject]='it''s'"),
        AdministrationPeer.sql("1=1"),
        AdministrationPeer.sql("sys.Label = 'a' OR sys.Label = 'b'"),
        AdministrationPeer.correlation("Label", "plain"),
        AdministrationPeer.correlation("CorrelationId", "x"));
    EntitySetup setup = get(inspector.subscription("work-queue", "msr-morello")).orElseThrow();
    assertThat(setup.kind()).isEqualTo(EntitySetup.Kind.SUBSCRIPTION);
    assertThat(setup.timeToLive()).isEqualTo(DAY);
    assertThat(setup.rules())
        .extracting(Rule::subject)
        .containsExactly(
            Optional.of("msr-morello"),
            Optional.of("it's"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("plain"),
            Optional.empty());
    assertThat(setup.rules().get(2).expression()).isEqualTo("1=1");
    assertThat(get(inspector.subscription("work-queue", "other"))).isEmpty();
  }

  @Test
  void whoMayNotReadSettingsIsToldWhatThatTakes() {
    for (int status : new int[] {401, 403}) {
      peer.refuse(status);
      assertThatThrownBy(() -> get(inspector.entity("work-queue")))
          .isInstanceOf(BusException.Misconfigured.class)
          .hasMessageContaining("busconn: lerwq.servicebus.windows.net")
          .hasMessageContaining("Manage")
          .hasMessageNotContaining("c2VjcmV0");
    }
  }

  @Test
  void anAnswerThatMakesNoSenseIsAnOutage() {
    peer.refuse(400);
    assertThatThrownBy(() -> get(inspector.entity("work-queue")))
        .isInstanceOf(BusException.Unavailable.class)
        .hasMessageContaining("did not tell how its entities are set up");
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
