package dev.lerwq.bus.servicebus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lerwq.bus.Bus;
import dev.lerwq.bus.Consumer;
import dev.lerwq.bus.Destination;
import dev.lerwq.bus.InboundMessage;
import dev.lerwq.bus.Lease;
import dev.lerwq.bus.OutboundMessage;
import dev.lerwq.bus.Source;
import dev.lerwq.message.GithubStar;
import dev.lerwq.message.GithubWorkflow;
import dev.lerwq.message.MessageCodec;
import dev.lerwq.message.MessageIds;
import dev.lerwq.message.Shutdown;
import dev.lerwq.message.ShutdownReply;
import dev.lerwq.message.WireMessage;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;
import org.apache.qpid.protonj2.types.messaging.ApplicationProperties;
import org.apache.qpid.protonj2.types.messaging.Data;
import org.apache.qpid.protonj2.types.messaging.Footer;
import org.apache.qpid.protonj2.types.messaging.Header;
import org.apache.qpid.protonj2.types.messaging.MessageAnnotations;
import org.apache.qpid.protonj2.types.messaging.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** We read what deployed writers send, and write what deployed readers expect: AMQP included. */
@Timeout(60)
class GoldenMessagesTest {
  private final PeerFixture fixture = new PeerFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "job-queued, jobs, github-workflow",
    "job-completed, work-complete, github-workflow",
    "shutdown, jobs, shutdown",
    "shutdown-reply, work-complete, shutdown-reply",
    "debug-workflow-job, jobs, github-workflow",
    "debug-star, jobs, github-star"
  })
  void whatIsReadIsWrittenAlike(String name, String queue, String type) throws Exception {
    byte[] golden = golden(name);
    fixture.peer().put(queue, golden);

    InboundMessage read =
        receive(queue, Optional.ofNullable(sections(golden).properties().getGroupId()));
    WireMessage message = MessageCodec.decode(read.body());
    assertThat(message.type()).isEqualTo(type);

    publish(fixture.bus(), queue, again(read, MessageCodec.encode(message)));
    List<byte[]> stored = fixture.peer().bareMessages(queue);
    assertThat(stored).hasSize(1);
    Sections ours = sections(stored.get(0));
    Sections theirs = sections(golden);
    assertThat(ours.bodies()).isEqualTo(theirs.bodies());
    // Ours carries an empty user id besides; readers do not look at it.
    assertThat(named(ours.properties())).isEqualTo(named(theirs.properties()));
    assertThat(ours.properties().getContentType()).isNull();
  }

  @Test
  void identifiersAreThoseOfTheContract() throws Exception {
    GithubWorkflow queued = (GithubWorkflow) body("job-queued");
    assertThat(properties("job-queued").getMessageId())
        .isEqualTo(MessageIds.queuedJob(queued.id()));
    assertThat(properties("job-queued").getSubject()).isEqualTo(queued.routingLabel());

    GithubWorkflow completed = (GithubWorkflow) body("job-completed");
    String runner = completed.runner().orElseThrow();
    assertThat(properties("job-completed").getMessageId())
        .isEqualTo(MessageIds.completedJob(runner, completed.id()));
    assertThat(properties("job-completed").getGroupId())
        .isEqualTo(MessageIds.runnerSession(runner));

    Shutdown shutdown = (Shutdown) body("shutdown");
    String id = MessageIds.shutdown(shutdown.id());
    assertThat(properties("shutdown").getMessageId()).isEqualTo(id);
    assertThat(properties("shutdown-reply").getMessageId()).isEqualTo(id);
    assertThat(properties("shutdown-reply").getGroupId()).isEqualTo(id);
    assertThat(((ShutdownReply) body("shutdown-reply")).host()).isEqualTo("morello1");
    assertThat(((GithubStar) body("debug-star")).debug()).containsExactly(true, false);
  }

  private InboundMessage receive(String queue, Optional<String> session) throws Exception {
    Source source = session.map(s -> Source.session(queue, s)).orElseGet(() -> Source.queue(queue));
    try (Consumer consumer = fixture.bus().consume(source)) {
      Lease lease = get(consumer.receive(Duration.ofSeconds(20))).orElseThrow();
      get(lease.complete());
      return lease.message();
    }
  }

  private static OutboundMessage again(InboundMessage read, byte[] body) {
    OutboundMessage message = OutboundMessage.of(body);
    message = read.id().map(message::withId).orElse(message);
    message = read.subject().map(message::withSubject).orElse(message);
    return read.session().map(message::withSession).orElse(message);
  }

  private static void publish(Bus bus, String queue, OutboundMessage message) throws Exception {
    get(bus.publish(Destination.queue(queue), message));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  private static WireMessage body(String name) throws Exception {
    return MessageCodec.decode(HexFormat.of().parseHex(sections(golden(name)).bodies().get(0)));
  }

  private static Properties properties(String name) throws Exception {
    return sections(golden(name)).properties();
  }

  /**
   * @param bodies the content of each data section, in hexadecimal
   */
  private record Sections(Properties properties, List<String> bodies) {}

  private static Sections sections(byte[] message) {
    Properties properties = new Properties();
    List<String> bodies = new ArrayList<>();
    var decoder = CodecFactory.getDefaultDecoder();
    ProtonBuffer in = ProtonBufferAllocator.defaultAllocator().copy(message);
    while (in.isReadable()) {
      Object section = decoder.readObject(in, decoder.newDecoderState());
      if (section instanceof Properties found) {
        properties = found;
      } else if (section instanceof Data data) {
        bodies.add(HexFormat.of().formatHex(data.getValue()));
      } else if (!isEmpty(section)) {
        throw new AssertionError("unexpected section " + section);
      }
    }
    return new Sections(properties, bodies);
  }

  /**
   * The JavaScript writer sends an empty header, ours empty application properties and an empty
   * footer.
   */
  private static boolean isEmpty(Object section) {
    return section instanceof Header
        || section instanceof Footer
        || section instanceof MessageAnnotations
        || (section instanceof ApplicationProperties properties && properties.getValue().isEmpty());
  }

  private static List<String> named(Properties properties) {
    return List.of(
        String.valueOf(properties.getMessageId()),
        String.valueOf(properties.getSubject()),
        String.valueOf(properties.getGroupId()));
  }

  private static byte[] golden(String name) throws Exception {
    try (InputStream in =
        GoldenMessagesTest.class.getResourceAsStream("/golden/" + name + ".amqp.hex")) {
      String hex = new String(in.readAllBytes(), US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
